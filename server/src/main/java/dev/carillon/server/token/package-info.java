/**
 * API tokens: what users make for programs, with scopes and an end. May use {@code http}, {@code
 * auth} and the database.
 */
@NullMarked
package dev.carillon.server.token;

import org.jspecify.annotations.NullMarked;
