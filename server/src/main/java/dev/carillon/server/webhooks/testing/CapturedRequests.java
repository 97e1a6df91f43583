package dev.carillon.server.webhooks.testing;

import dev.carillon.hooks.jdbc.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that built-in receivers got on this node, until they are stored, several times a second:
 * what thousands of requests cost the database is what fits into the store. Here too no more of a
 * receiver wait than are kept.
 */
final class CapturedRequests {

  private final Database database;
  private final InstantSource clock;
  private final Object storing = new Object();
  private Map<String, Waiting> waiting = new HashMap<>();
  private long last;

  CapturedRequests(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A request came. */
  synchronized void add(String receiver, ReceivedRequest request) {
    last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, request.at()));
    waiting.computeIfAbsent(receiver, id -> new Waiting()).add(new Captured(last, request));
  }

  /**
   * Stores what came; afterwards every node shows it. What another thread is just storing is waited
   * for. What cannot be stored is tried again.
   */
  void store() {
    synchronized (storing) {
      storeWaiting();
    }
  }

  private void storeWaiting() {
    Map<String, Waiting> taken = taken();
    if (taken.isEmpty()) {
      return;
    }
    boolean stored = false;
    try {
      database.write(
          connection -> {
            for (Map.Entry<String, Waiting> each : taken.entrySet()) {
              ReceiverRows.keep(connection, each.getKey(), each.getValue().oldestFirst());
              ReceiverRows.used(connection, each.getKey(), clock.instant());
            }
            return taken.size();
          });
      stored = true;
    } finally {
      if (!stored) {
        giveBack(taken);
      }
    }
  }

  private synchronized Map<String, Waiting> taken() {
    Map<String, Waiting> taken = waiting;
    waiting = new HashMap<>();
    return taken;
  }

  private synchronized void giveBack(Map<String, Waiting> taken) {
    Map<String, Waiting> later = waiting;
    waiting = taken;
    later.forEach(
        (receiver, more) ->
            more.oldestFirst()
                .forEach(waiting.computeIfAbsent(receiver, id -> new Waiting())::add));
  }

  /** Forgets what waits for a receiver. */
  synchronized void forget(String receiver) {
    waiting.remove(receiver);
  }

  /**
   * A request and its place in the order.
   *
   * @param number greater than that of each one before on this node
   */
  record Captured(long number, ReceivedRequest request) {}

  /** The latest of one receiver. */
  private static final class Waiting {

    private final Deque<Captured> requests = new ArrayDeque<>();
    private long bytes;

    void add(Captured captured) {
      requests.addLast(captured);
      bytes += captured.request().bytes();
      while (requests.size() > 1
          && (requests.size() > BuiltInReceiver.KEPT_MAX || bytes > BuiltInReceiver.BYTES_MAX)) {
        bytes -= requests.removeFirst().request().bytes();
      }
    }

    List<Captured> oldestFirst() {
      return new ArrayList<>(requests);
    }
  }
}
