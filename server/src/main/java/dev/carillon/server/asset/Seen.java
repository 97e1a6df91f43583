package dev.carillon.server.asset;

/**
 * Assets as callers see them.
 *
 * @param assets all of them
 * @param guard who sees which
 */
public record Seen(Assets assets, Guard guard) {}
