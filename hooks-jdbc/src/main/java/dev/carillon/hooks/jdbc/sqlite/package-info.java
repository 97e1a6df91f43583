/**
 * The store in one SQLite file, owned by one process: its writer, its readers and the statements in
 * its dialect. Scripts lie beside the classes.
 */
@NullMarked
package dev.carillon.hooks.jdbc.sqlite;

import org.jspecify.annotations.NullMarked;
