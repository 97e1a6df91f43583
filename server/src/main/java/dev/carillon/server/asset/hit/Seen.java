package dev.carillon.server.asset.hit;

import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.Guard;

/**
 * Assets as callers see them.
 *
 * @param assets all of them
 * @param guard who sees which
 */
public record Seen(Assets assets, Guard guard) {}
