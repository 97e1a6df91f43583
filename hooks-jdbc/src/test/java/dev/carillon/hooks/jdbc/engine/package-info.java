/** The engine on a store in a file, seen from outside. */
@NullMarked
package dev.carillon.hooks.jdbc.engine;

import org.jspecify.annotations.NullMarked;
