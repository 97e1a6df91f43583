package dev.carillon.hooks.event;

/** Reads a stored snapshot again, for a replay to a webhook that never had a delivery. */
@FunctionalInterface
public interface SnapshotReader {

  /**
   * The snapshot that these bytes were made from.
   *
   * @throws IllegalArgumentException if the bytes are not those of a snapshot
   */
  Snapshot read(EventType type, byte[] bytes);
}
