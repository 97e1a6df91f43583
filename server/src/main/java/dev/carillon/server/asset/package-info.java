/**
 * Assets: what they are, how a request becomes a change ({@link
 * dev.carillon.server.asset.AssetChange}), how changes are stored with their events, and the calls
 * of the Assets API about them. Uses {@code folder}, {@code file}, {@code field}, {@code event},
 * {@code change}, {@code search} and {@code http}.
 */
@NullMarked
package dev.carillon.server.asset;

import org.jspecify.annotations.NullMarked;
