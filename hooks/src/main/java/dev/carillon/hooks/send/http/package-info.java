/**
 * The parts of {@link dev.carillon.hooks.send.HttpSender}: targets, connections and their pool, the
 * dialler, TLS, and the reader of answers. Not exported; belongs to {@code send} and depends on the
 * same packages.
 */
@NullMarked
package dev.carillon.hooks.send.http;

import org.jspecify.annotations.NullMarked;
