@NullMarked
package dev.carillon.server.property;

import org.jspecify.annotations.NullMarked;
