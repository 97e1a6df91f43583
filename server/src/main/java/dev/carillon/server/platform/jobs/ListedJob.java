package dev.carillon.server.platform.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as lists show it.
 *
 * @param job without its items
 * @param createdAt when it was asked for
 * @param endedAt null while it goes on
 */
public record ListedJob(Job job, Instant createdAt, @Nullable Instant endedAt) {

  /** Where a list goes on. */
  public record Place(Instant createdAt, String id) {}

  /** This one's place. */
  public Place place() {
    return new Place(createdAt, job.id());
  }
}
