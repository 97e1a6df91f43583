/** The server's log: fields, and lines as text or JSON. Uses {@code config} and {@code http}. */
@NullMarked
package dev.carillon.server.platform.logging;

import org.jspecify.annotations.NullMarked;
