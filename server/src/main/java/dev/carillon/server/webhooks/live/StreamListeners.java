package dev.carillon.server.webhooks.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Those who listen. Telling them never waits: whoever does not take in what was told is let go and
 * has to come again.
 *
 * @param <T> what is told
 */
final class StreamListeners<T> {

  private static final int BEHIND_MAX = 1_000;

  private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** From now on this one hears of what it wants. */
  Listener<T> join(Predicate<T> wanted) {
    Listener<T> listener = new Listener<>(wanted);
    listeners.add(listener);
    if (closed) {
      listener.gone = true;
    }
    return listener;
  }

  void leave(Listener<T> listener) {
    listeners.remove(listener);
  }

  boolean empty() {
    return listeners.isEmpty();
  }

  int size() {
    return listeners.size();
  }

  /** Tells all who want it; it is put into words once, and only if somebody does. */
  void tell(T item, Function<T, Message> words) {
    Message message = null;
    for (Listener<T> listener : listeners) {
      if (listener.wanted.test(item)) {
        message = message == null ? words.apply(item) : message;
        if (!listener.queue.offer(message)) {
          letGo(listener);
        }
      }
    }
  }

  /** All have to come again: something may have been missed. */
  void letAllGo() {
    listeners.forEach(this::letGo);
  }

  private void letGo(Listener<T> listener) {
    listener.gone = true;
    listener.queue.clear();
    listeners.remove(listener);
  }

  /** Lets all go, and everybody who still comes. */
  void close() {
    closed = true;
    letAllGo();
  }

  /**
   * Something that was told.
   *
   * @param place where it stands: the greater, the later
   * @param text as it is written to a stream
   */
  record Message(long place, String text) {}

  /** One who listens. */
  static final class Listener<T> {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Predicate<T> wanted;
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(BEHIND_MAX);
    private volatile boolean gone;

    private Listener(Predicate<T> wanted) {
      this.wanted = wanted;
    }

    /** Whether it was let go; nothing comes any more. */
    boolean gone() {
      return gone;
    }

    /** Adds all that is there. */
    void drain(List<Message> into) {
      take(into, new ArrayList<>(), BEHIND_MAX);
    }

    /** Nothing where it was let go meanwhile: something before these may be missing. */
    private void take(List<Message> into, List<Message> first, int limit) {
      queue.drainTo(first, limit);
      if (!gone) {
        into.addAll(first);
      }
    }

    /** Waits for the next ones; none where the time is over or it was let go. */
    void next(List<Message> into, int limit, Duration patience) throws InterruptedException {
      long until = System.nanoTime() + patience.toNanos();
      while (!gone) {
        long left = Math.min(until - System.nanoTime(), LOOK.toNanos());
        Message first = queue.poll(Math.max(left, 0), TimeUnit.NANOSECONDS);
        if (first != null) {
          take(into, new ArrayList<>(List.of(first)), limit - 1);
          return;
        }
        if (System.nanoTime() >= until) {
          return;
        }
      }
    }
  }
}
