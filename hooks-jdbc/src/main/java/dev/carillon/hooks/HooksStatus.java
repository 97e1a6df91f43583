package dev.carillon.hooks;

/**
 * How this process is doing, for a health check.
 *
 * @param node what others know it by
 * @param role what it does
 * @param sending whether it may send at present; false if its role is not to, or if another node
 *     took over from it and it has not entered again yet
 * @param requestsOnTheWire how many requests it is making at present, or whose results are not
 *     stored yet
 * @param takenOver how many deliveries of processes that ended it has taken over since its start
 */
public record HooksStatus(
    String node, Role role, boolean sending, int requestsOnTheWire, long takenOver) {}
