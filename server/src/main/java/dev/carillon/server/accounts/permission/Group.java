package dev.carillon.server.accounts.permission;

/**
 * Users who have the same permissions.
 *
 * @param id never changes
 * @param name unique, upper and lower case alike
 * @param description for people
 * @param licence what its members may use at least: a licence's name, or empty
 */
record Group(String id, String name, String description, String licence) {}
