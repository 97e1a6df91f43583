/** Requests with an {@code Idempotency-Key}. */
@NullMarked
package dev.carillon.server.platform.idempotency;

import org.jspecify.annotations.NullMarked;
