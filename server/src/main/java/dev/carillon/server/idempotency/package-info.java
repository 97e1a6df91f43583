/**
 * Calls with an {@code Idempotency-Key}: each is carried out once, and its answer kept for a day.
 * Nothing in the table can be read without a key that is not in the database. May use {@code http},
 * {@code auth}, {@code change} and the database.
 */
@NullMarked
package dev.carillon.server.idempotency;

import org.jspecify.annotations.NullMarked;
