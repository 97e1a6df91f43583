package dev.carillon.server.platform.http.capacity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue from which callers are served in turn, so that one with many tasks delays the others by
 * one task only. Thread-safe.
 *
 * @param <K> whose task it is
 */
final class FairQueue<K, T> {

  private final int lengthMax;
  private final int shareMax;
  private final SequencedMap<K, Deque<T>> tasks = new LinkedHashMap<>();
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

  /**
   * Adds a task; false where the queue, or the caller's share of it, is full. A full queue gives
   * way to a caller who has fewer tasks in it than another: that one's newest is displaced, so that
   * a few callers with many tasks do not keep others out.
   *
   * @param lasting whose tasks are not displaced
   * @param displaced gets the task that is not in the queue any more
   */
  synchronized boolean offer(K caller, T task, K lasting, Consumer<T> displaced) {
    int own = size(tasks.get(caller));
    if (own >= shareMax || (length >= lengthMax && !displace(own + 1, lasting, displaced))) {
      return false;
    }
    add(caller, task);
    return true;
  }

  /** Takes out the newest task of the caller with the most, if that has more than so many. */
  private boolean displace(int more, K lasting, Consumer<T> displaced) {
    Map.Entry<K, Deque<T>> most = null;
    for (Map.Entry<K, Deque<T>> each : tasks.entrySet()) {
      if (!each.getKey().equals(lasting)
          && each.getValue().size() > (most == null ? more : most.getValue().size())) {
        most = each;
      }
    }
    if (most == null) {
      return false;
    }
    displaced.accept(most.getValue().removeLast());
    length--;
    return true;
  }

  private static int size(@Nullable Deque<?> own) {
    return own == null ? 0 : own.size();
  }

  /** Adds a task whatever the length. */
  synchronized void add(K caller, T task) {
    tasks.computeIfAbsent(caller, key -> new ArrayDeque<>()).add(task);
    length++;
  }

  /** Takes the oldest task of the caller whose turn it is. */
  synchronized Optional<T> poll() {
    Map.Entry<K, Deque<T>> first = tasks.pollFirstEntry();
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
    Deque<T> own = tasks.get(caller);
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
