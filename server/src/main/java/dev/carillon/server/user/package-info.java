/**
 * The users of the server: their table, and how the first of them comes to be. May use {@code
 * auth}, {@code http} and the database.
 */
@NullMarked
package dev.carillon.server.user;

import org.jspecify.annotations.NullMarked;
