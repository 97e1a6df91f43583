package dev.carillon.server.platform.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that holds at most so many entries: it drops the one that was unused for longest. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  private final int entriesMax;

  /** An empty one; not thread-safe. */
  public BoundedMap(int entriesMax) {
    super(16, 0.75f, true);
    this.entriesMax = entriesMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > entriesMax;
  }
}
