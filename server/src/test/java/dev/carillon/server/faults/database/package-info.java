/** The database is away, full, slow, read-only or in the way of itself, under load. */
@NullMarked
package dev.carillon.server.faults.database;

import org.jspecify.annotations.NullMarked;
