/**
 * The way in: requests, parameters, uploads, answers, problems, and the table of routes. Features
 * see {@link dev.carillon.server.http.Call} and give a {@link dev.carillon.server.http.Response};
 * only the packages {@code jetty} and {@code body} below know Jetty.
 */
@NullMarked
package dev.carillon.server.http;

import org.jspecify.annotations.NullMarked;
