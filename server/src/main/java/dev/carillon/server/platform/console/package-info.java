/** Serves the console's pages. Uses {@code http}. */
@NullMarked
package dev.carillon.server.platform.console;

import org.jspecify.annotations.NullMarked;
