package dev.carillon.server.webhooks.proof;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that are hashed into one tree. Times are microseconds since 1970, by the engine's clock.
 *
 * @param number from 1
 * @param from its deliveries ended at or after this time, or were stored late
 * @param to and before this time
 * @param attempts how many attempts
 * @param low the least number of a delivery
 * @param high the greatest number of a delivery
 * @param root of the tree, in hexadecimal digits
 * @param previous the root of the segment before; empty = it is the first
 * @param settingsKey names the key of {@link SettingsHash}
 * @param leaves a {@link SegmentList}; null = retention has removed its deliveries
 * @param oldest when the delivery among them ended that ended first: before {@code from} where it
 *     was stored late, or redelivered
 * @param covered what ended at or after this time and before {@code to} is in it, is in another
 *     segment or was noted as late; {@code from} or earlier, as nothing may have ended for long
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Segment(
    long number,
    long from,
    long to,
    long attempts,
    long low,
    long high,
    String root,
    String previous,
    String settingsKey,
    byte @Nullable [] leaves,
    long oldest,
    long covered) {

  /** Its list; empty where there is none that can be read. */
  Optional<SegmentList> list() {
    try {
      return Optional.ofNullable(leaves).map(SegmentList::read);
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /** Whether it has an attempt. */
  boolean has(long sequence, int attempt) {
    return list().filter(list -> list.has(sequence, attempt)).isPresent();
  }
}
