/**
 * Calls that name themselves, by a header {@code Idempotency-Key}, so that they can be sent again:
 * what the header may hold, what a call is known by, and the port to whatever remembers them. May
 * use {@code http}.
 */
@NullMarked
package dev.carillon.server.http.idempotency;

import org.jspecify.annotations.NullMarked;
