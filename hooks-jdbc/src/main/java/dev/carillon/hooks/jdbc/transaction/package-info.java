/**
 * Group commit over any JDBC connection: many callers, each with a savepoint of its own, share one
 * transaction on one thread. Knows neither tables nor dialects.
 */
@NullMarked
package dev.carillon.hooks.jdbc.transaction;

import org.jspecify.annotations.NullMarked;
