/**
 * Reads parameters and JSON bodies strictly: what is unknown is refused. Uses {@code http}, {@code
 * header} and {@code config}.
 */
@NullMarked
package dev.carillon.server.platform.http.request;

import org.jspecify.annotations.NullMarked;
