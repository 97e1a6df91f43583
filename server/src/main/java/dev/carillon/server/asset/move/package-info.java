/**
 * Moves and copies assets and folders: what shall go where, what happens where a place is taken,
 * and the calls for it. Uses {@code asset}, {@code asset.bulk}, {@code asset.hit} and {@code
 * asset.remove}.
 */
@NullMarked
package dev.carillon.server.asset.move;

import org.jspecify.annotations.NullMarked;
