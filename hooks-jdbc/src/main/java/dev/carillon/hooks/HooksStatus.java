package dev.carillon.hooks;

/**
 * How this process is doing, as far as it knows without its database.
 *
 * @param node what others know it by
 * @param role what it does
 * @param sending whether it may start requests: false if its role is not to send, if it is closed,
 *     or if its lease has ended, because the database could not be reached for about 12 seconds, or
 *     because another process took over and this one has not entered again yet
 * @param requestsOnTheWire how many requests it is making at present, or whose results are not
 *     stored yet
 * @param takenOver how many deliveries of processes that ended it has taken over since its start
 */
public record HooksStatus(
    String node, Role role, boolean sending, int requestsOnTheWire, long takenOver) {}
