/**
 * The HTTP client that makes attempts: connections, their pool and their event loops. Uses {@code
 * delivery} and its own packages {@code address}, {@code tls}, {@code transport} and {@code
 * response}.
 *
 * @apiNote For stores, senders and tools of your own. It may change in any minor version, also
 *     after 1.0; a program that keeps to {@code dev.carillon.hooks.Hooks} does not notice.
 */
@NullMarked
package dev.carillon.hooks.http;

import org.jspecify.annotations.NullMarked;
