/**
 * The HTTP client that makes attempts: connections, their pool and their event loops. Uses {@code
 * delivery} and its own packages {@code address}, {@code tls}, {@code transport} and {@code
 * response}.
 */
@NullMarked
package dev.carillon.hooks.http;

import org.jspecify.annotations.NullMarked;
