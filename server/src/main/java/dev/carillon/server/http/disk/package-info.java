/**
 * How much of the disk uploads may take: the rest is kept for the database. Depends on {@code
 * Problem} alone.
 */
@NullMarked
package dev.carillon.server.http.disk;

import org.jspecify.annotations.NullMarked;
