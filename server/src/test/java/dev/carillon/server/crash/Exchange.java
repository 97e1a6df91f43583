package dev.carillon.server.crash;

import java.time.Instant;

/**
 * A request as its receiver saw it, with the process that sent it.
 *
 * @param webhook which webhook's, by the path it was sent to
 * @param delivery the {@code webhook-id}
 * @param sender the process's id
 * @param arrived when all of it had come
 * @param answered when the receiver began to answer
 */
record Exchange(String webhook, String delivery, long sender, Instant arrived, Instant answered) {}
