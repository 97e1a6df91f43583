/**
 * Who is who: passwords, sessions, tokens, and the calls that log in and out. Knows users only as
 * {@link dev.carillon.server.auth.Accounts}; may use {@code http} and the database.
 */
@NullMarked
package dev.carillon.server.auth;

import org.jspecify.annotations.NullMarked;
