/**
 * The HTTP server: the only package that knows Jetty. Uses {@code http}, the packages below it and
 * {@code idempotency}.
 */
@NullMarked
package dev.carillon.server.platform.http.jetty;

import org.jspecify.annotations.NullMarked;
