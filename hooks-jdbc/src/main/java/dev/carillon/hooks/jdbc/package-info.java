/**
 * The stores of the webhook core over plain JDBC: SQLite (embedded) and PostgreSQL (cluster). Ships
 * numbered SQL scripts; whoever embeds it runs them.
 */
@NullMarked
package dev.carillon.hooks.jdbc;

import org.jspecify.annotations.NullMarked;
