/**
 * Idempotency keys: a repeated request gets the first one's response. Uses {@code http}, {@code
 * config} and {@code database}.
 */
@NullMarked
package dev.carillon.server.platform.idempotency;

import org.jspecify.annotations.NullMarked;
