/**
 * How deliveries lie in few bytes, on disk and in memory: an event's fan-out and payloads, first
 * attempts that went well, and what is open. Knows no statement and no table.
 */
@NullMarked
package dev.carillon.hooks.jdbc.packed;

import org.jspecify.annotations.NullMarked;
