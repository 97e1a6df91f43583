/**
 * The stores of the webhook core over plain JDBC: SQLite (embedded) and PostgreSQL (cluster). Where
 * the two differ: in SQL {@link dev.carillon.hooks.jdbc.Dialect}; in transactions, ownership and
 * the outbox the packages {@code sqlite} and {@code postgresql}; {@code store} and {@code log}
 * serve both. Ships numbered SQL scripts, which the embedder runs.
 */
@NullMarked
package dev.carillon.hooks.jdbc;

import org.jspecify.annotations.NullMarked;
