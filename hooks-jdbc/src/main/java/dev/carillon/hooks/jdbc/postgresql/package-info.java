/** The store in PostgreSQL, shared by nodes: the statements in its dialect. */
@NullMarked
package dev.carillon.hooks.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
