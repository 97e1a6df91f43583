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
 * The clients that listen. Sending never waits: a client that does not read fast enough is
 * disconnected and has to connect again. One that only wants to know that something came, and reads
 * it elsewhere, misses nothing, however long it does not look.
 *
 * @param <T> what is sent
 */
final class StreamListeners<T> {

  private static final int BEHIND_MAX = 1_000;

  /** What tells that something came. */
  private static final Message SIGN = new Message(0, "");

  private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** Adds a listener that gets what it wants from now on. */
  Listener<T> join(Predicate<T> wanted) {
    return join(new Listener<>(wanted, false));
  }

  /** Adds a listener that is told that something came that it wants, but not what. */
  Listener<T> watch(Predicate<T> wanted) {
    return join(new Listener<>(wanted, true));
  }

  private Listener<T> join(Listener<T> listener) {
    listeners.add(listener);
    if (closed) {
      listener.disconnected = true;
    }
    return listener;
  }

  void leave(Listener<T> listener) {
    listeners.remove(listener);
  }

  boolean empty() {
    return listeners.isEmpty();
  }

  /** Sends it to all that want it; its message is written once, and only if one does. */
  void send(T item, Function<T, Message> writer) {
    Message message = null;
    for (Listener<T> listener : listeners) {
      if (!listener.wanted.test(item)) {
        continue;
      }
      if (listener.signOnly) {
        // one that it has not seen yet is enough
        var _ = listener.queue.offer(SIGN);
      } else {
        message = message == null ? writer.apply(item) : message;
        if (!listener.queue.offer(message)) {
          disconnect(listener);
        }
      }
    }
  }

  /** All have to connect again: something may have been missed. */
  void disconnectAll() {
    listeners.forEach(this::disconnect);
  }

  private void disconnect(Listener<T> listener) {
    listener.disconnected = true;
    listener.queue.clear();
    listeners.remove(listener);
  }

  /** Disconnects all, and those that still come. */
  void close() {
    closed = true;
    disconnectAll();
  }

  /**
   * Something that was sent.
   *
   * @param place where it stands: the greater, the later
   * @param text as it is written to a stream
   */
  record Message(long place, String text) {}

  /** One client. */
  static final class Listener<T> {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Predicate<T> wanted;
    private final boolean signOnly;
    private final BlockingQueue<Message> queue;
    private volatile boolean disconnected;

    private Listener(Predicate<T> wanted, boolean signOnly) {
      this.wanted = wanted;
      this.signOnly = signOnly;
      this.queue = new ArrayBlockingQueue<>(signOnly ? 1 : BEHIND_MAX);
    }

    /** Whether it was disconnected: nothing comes any more. */
    boolean disconnected() {
      return disconnected;
    }

    /** Adds all that is there. */
    void drain(List<Message> into) {
      take(into, new ArrayList<>(), BEHIND_MAX);
    }

    /** Nothing if it was disconnected meanwhile: something before these may be missing. */
    private void take(List<Message> into, List<Message> first, int limit) {
      queue.drainTo(first, limit);
      if (!disconnected) {
        into.addAll(first);
      }
    }

    /** Waits for the next ones; none if the time is over or it was disconnected. */
    void next(List<Message> into, int limit, Duration timeout) throws InterruptedException {
      long until = System.nanoTime() + timeout.toNanos();
      while (!disconnected) {
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
