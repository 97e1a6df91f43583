@NullMarked
package dev.carillon.server.observe;

import org.jspecify.annotations.NullMarked;
