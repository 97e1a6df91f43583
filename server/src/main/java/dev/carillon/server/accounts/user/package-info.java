/**
 * Users, their passwords, and the first user of a new home. Uses {@code login} and {@code
 * platform}.
 */
@NullMarked
package dev.carillon.server.accounts.user;

import org.jspecify.annotations.NullMarked;
