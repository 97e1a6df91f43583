package dev.carillon.server.assets.asset;

/**
 * Assets as callers see them.
 *
 * @param assets all of them
 * @param guard who sees which
 */
public record VisibleAssets(Assets assets, AssetPermissions guard) {}
