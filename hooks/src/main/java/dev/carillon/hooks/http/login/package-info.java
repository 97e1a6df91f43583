/**
 * Access tokens of receivers that ask for one: requested from the token endpoints of webhooks, and
 * kept in memory until they end. Depends on {@code delivery}, {@code event} and {@code webhook}; it
 * knows no sockets, but sends its requests as all others are sent.
 */
@NullMarked
package dev.carillon.hooks.http.login;

import org.jspecify.annotations.NullMarked;
