package dev.carillon.server.assets.search.index;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which changes are in the index: all up to a point, and some beyond it that came early. Changes
 * come in any order; this says which are too late to matter. Thread-safe.
 */
final class AppliedChanges {

  /** Ranges of changes beyond the point, first to last. */
  private final TreeMap<Long, Long> islands = new TreeMap<>();

  private final TreeMap<Long, String> assetsBeyond = new TreeMap<>();
  private final Map<String, Long> newestBeyond = new HashMap<>();
  private long upTo;

  AppliedChanges(long upTo) {
    this.upTo = upTo;
  }

  /** Every change up to this one is applied, or was overtaken. */
  synchronized long upTo() {
    return upTo;
  }

  /** Whether nothing newer of this asset, nor this change itself, has been applied. */
  synchronized boolean isNews(long sequence, String assetId) {
    return sequence > upTo && sequence > newestBeyond.getOrDefault(assetId, 0L);
  }

  /** A change has been applied, or was no news. */
  synchronized void add(long sequence, String assetId) {
    if (sequence <= upTo) {
      return;
    }
    addIsland(sequence);
    if (sequence > upTo && sequence > newestBeyond.getOrDefault(assetId, 0L)) {
      Long older = newestBeyond.put(assetId, sequence);
      if (older != null) {
        assetsBeyond.remove(older);
      }
      assetsBeyond.put(sequence, assetId);
    }
  }

  /** Nothing up to this change is still to come. */
  synchronized void caughtUp(long sequence) {
    if (sequence > upTo) {
      advance(sequence);
    }
  }

  private void addIsland(long sequence) {
    if (sequence == upTo + 1) {
      advance(sequence);
      return;
    }
    Map.Entry<Long, Long> below = islands.floorEntry(sequence);
    if (below != null && below.getValue() >= sequence) {
      return;
    }
    long first = below != null && below.getValue() == sequence - 1 ? below.getKey() : sequence;
    Long joined = islands.remove(sequence + 1);
    islands.put(first, joined == null ? sequence : joined);
  }

  private void advance(long to) {
    upTo = to;
    Map.Entry<Long, Long> next = islands.firstEntry();
    while (next != null && next.getKey() <= upTo + 1) {
      upTo = Math.max(upTo, next.getValue());
      islands.remove(next.getKey());
      next = islands.firstEntry();
    }
    var reached = assetsBeyond.headMap(upTo, true);
    reached.values().forEach(newestBeyond::remove);
    reached.clear();
  }
}
