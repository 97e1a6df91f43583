/**
 * What an asset is, what may be done with it, how a change is decided ({@link
 * dev.carillon.server.assets.asset.AssetRules}, {@link
 * dev.carillon.server.assets.asset.AssetChange}) and how it is stored with its event ({@link
 * dev.carillon.server.assets.asset.AssetLedger}). Uses {@code event}, {@code field}, {@code file},
 * {@code folder}, {@code preview.process}, {@code search.index} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.asset;

import org.jspecify.annotations.NullMarked;
