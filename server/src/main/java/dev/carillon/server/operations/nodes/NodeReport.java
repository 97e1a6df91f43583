package dev.carillon.server.operations.nodes;

import java.time.Duration;

/**
 * What a node says of itself every few seconds.
 *
 * @param indexBehind how many changes its searches do not show yet
 * @param clockAhead how far its clock is ahead of the database's; negative: it is behind
 * @param inFlight how many attempts it has on the wire
 */
public record NodeReport(long indexBehind, Duration clockAhead, int inFlight) {}
