package dev.carillon.server.asset;

/**
 * Who makes a change, and when.
 *
 * @param user the user's name
 * @param at milliseconds since 1970
 */
public record Stamp(String user, long at) {}
