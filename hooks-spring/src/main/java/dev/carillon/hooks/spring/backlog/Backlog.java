package dev.carillon.hooks.spring.backlog;

import java.time.Duration;

/**
 * What is pending, of all instances together.
 *
 * @param count how many deliveries, counted up to a limit
 * @param more whether there are more
 * @param age since when the oldest of them waits; zero where there is none
 */
public record Backlog(long count, boolean more, Duration age) {}
