/**
 * Copies the database of a home from SQLite to PostgreSQL, compares both, and lets the home use the
 * copy. Uses {@code operations.home}, the stores' package and {@code platform}.
 */
@NullMarked
package dev.carillon.server.operations.transfer;

import org.jspecify.annotations.NullMarked;
