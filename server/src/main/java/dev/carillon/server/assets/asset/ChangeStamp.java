package dev.carillon.server.assets.asset;

/**
 * Who makes a change, and when.
 *
 * @param user the user's name
 * @param at milliseconds since 1970
 */
public record ChangeStamp(String user, long at) {}
