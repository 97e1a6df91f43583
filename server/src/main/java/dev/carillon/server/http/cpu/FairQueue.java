package dev.carillon.server.http.cpu;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;

/**
 * A queue from which callers are served in turn, so that one with many tasks delays the others by
 * one task only. Thread-safe.
 *
 * @param <K> whose task it is
 */
final class FairQueue<K, T> {

  private final int lengthMax;
  private final int shareMax;
  private final SequencedMap<K, Queue<T>> tasks = new LinkedHashMap<>();
  private int length;

  /**
   * An empty queue.
   *
   * @param lengthMax how many tasks may wait
   * @param shareMax how many of them may be one caller's
   */
  FairQueue(int lengthMax, int shareMax) {
    this.lengthMax = lengthMax;
    this.shareMax = shareMax;
  }

  /** Adds a task; false where the queue, or the caller's share of it, is full. */
  synchronized boolean offer(K caller, T task) {
    Queue<T> own = tasks.get(caller);
    if (length >= lengthMax || (own != null && own.size() >= shareMax)) {
      return false;
    }
    add(caller, task);
    return true;
  }

  /** Adds a task whatever the length. */
  synchronized void add(K caller, T task) {
    tasks.computeIfAbsent(caller, key -> new ArrayDeque<>()).add(task);
    length++;
  }

  /** Takes the oldest task of the caller whose turn it is. */
  synchronized Optional<T> poll() {
    Map.Entry<K, Queue<T>> first = tasks.pollFirstEntry();
    if (first == null) {
      return Optional.empty();
    }
    length--;
    T task = first.getValue().remove();
    if (!first.getValue().isEmpty()) {
      tasks.put(first.getKey(), first.getValue());
    }
    return Optional.of(task);
  }

  /** Takes a task out; false where it is not in the queue any more. */
  synchronized boolean remove(K caller, T task) {
    Queue<T> own = tasks.get(caller);
    if (own == null || !own.remove(task)) {
      return false;
    }
    length--;
    if (own.isEmpty()) {
      tasks.remove(caller);
    }
    return true;
  }

  /** How many tasks wait. */
  synchronized int length() {
    return length;
  }
}
