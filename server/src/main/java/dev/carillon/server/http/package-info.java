/**
 * The way in: requests, parameters, uploads, answers, problems, and the table of routes. Features
 * see {@link dev.carillon.server.http.Call} and give a {@link dev.carillon.server.http.Response};
 * only the package {@code jetty} below knows Jetty.
 */
@NullMarked
package dev.carillon.server.http;

import org.jspecify.annotations.NullMarked;
