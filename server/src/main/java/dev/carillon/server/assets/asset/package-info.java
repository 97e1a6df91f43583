/**
 * What an asset is, what may be done with it, how a request becomes a change ({@link
 * dev.carillon.server.assets.asset.AssetChange}), how changes are stored with their events, and how
 * assets are shown as JSON. Uses {@code event}, {@code field}, {@code file}, {@code folder}, {@code
 * preview.process}, {@code search.index} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.asset;

import org.jspecify.annotations.NullMarked;
