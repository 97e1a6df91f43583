/**
 * The HTTP server itself: the only package that knows Jetty. It turns a request into a {@link
 * dev.carillon.server.http.Call}, checks who may make it, and writes the {@link
 * dev.carillon.server.http.Response}.
 */
@NullMarked
package dev.carillon.server.http.jetty;

import org.jspecify.annotations.NullMarked;
