@NullMarked
package dev.carillon.server.observe.support;

import org.jspecify.annotations.NullMarked;
