package dev.carillon.hooks;

/**
 * How this process is doing, as far as it knows without its database.
 *
 * @param node what others know it by
 * @param role what it does
 * @param sending false if its role is not to send, if it is closed, or if another node took over
 *     from it and it has not entered again yet. It stays true while the database cannot be reached,
 *     though no request starts once the lease may have ended: a health check also has to read
 *     something, such as the oldest pending delivery
 * @param requestsOnTheWire how many requests it is making at present, or whose results are not
 *     stored yet
 * @param takenOver how many deliveries of processes that ended it has taken over since its start
 */
public record HooksStatus(
    String node, Role role, boolean sending, int requestsOnTheWire, long takenOver) {}
