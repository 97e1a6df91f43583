/**
 * Assets as answers show them, and whether a caller sees them at all. Uses {@code asset} and {@code
 * asset.link}.
 */
@NullMarked
package dev.carillon.server.asset.hit;

import org.jspecify.annotations.NullMarked;
