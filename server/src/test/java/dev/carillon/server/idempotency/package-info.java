/** Requests with an {@code Idempotency-Key}. */
@NullMarked
package dev.carillon.server.idempotency;

import org.jspecify.annotations.NullMarked;
