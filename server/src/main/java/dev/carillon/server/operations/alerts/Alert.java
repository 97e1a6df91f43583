package dev.carillon.server.operations.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong, or was lately.
 *
 * @param found what, as it was seen last
 * @param beganAt when it began, the last time
 * @param seenAt when a node saw it last
 * @param endedAt when it had ended; null while it is wrong
 * @param episodes how often it began
 */
record Alert(
    Finding found, Instant beganAt, Instant seenAt, @Nullable Instant endedAt, int episodes) {

  /** The same, where it is not known whether it is wrong still. */
  Alert unreported() {
    return new Alert(found.unreported(), beganAt, seenAt, endedAt, episodes);
  }

  /** Whether it is wrong now. */
  boolean active() {
    return endedAt == null;
  }
}
