package dev.carillon.hooks.event;

/**
 * Reads a stored snapshot again: to recover or redeliver an event, to explain it, and to simulate
 * what a webhook would get.
 */
@FunctionalInterface
public interface SnapshotReader {

  /**
   * The snapshot that these bytes were made from.
   *
   * @throws IllegalArgumentException if the bytes are not those of a snapshot
   */
  Snapshot read(EventType type, byte[] bytes);
}
