/**
 * The bytes of one connection in both directions, plain or through TLS. Uses {@code answer}'s
 * source alone.
 */
@NullMarked
package dev.carillon.hooks.send.http.link;

import org.jspecify.annotations.NullMarked;
