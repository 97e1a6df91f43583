/**
 * The area of accounts: who may use the server. {@code user}: users, their passwords and roles;
 * {@code login}: how a caller proves who it is, sessions, brute-force protection; {@code token}:
 * API tokens and their scopes; {@code permission}: groups, and permissions in folders. Which role,
 * licence and scope a call needs is checked by {@code platform.http.AccessCheck}.
 */
@NullMarked
package dev.carillon.server.accounts;

import org.jspecify.annotations.NullMarked;
