package dev.carillon.hooks;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.transaction.ConnectionLoan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The works that {@link Hooks#transaction} runs at present, and what they have published. */
final class RunningTransactions {

  private static final long LOOK_MILLIS = 5;

  private final Map<ConnectionLoan, Work> running = new ConcurrentHashMap<>();

  /** A work begins on this thread with this connection. */
  Work begin(Connection lent) throws SQLException {
    Work work = new Work(ConnectionLoan.find(lent).orElseThrow(), Thread.currentThread());
    running.put(work.loan, work);
    return work;
  }

  /** It has returned, or thrown. */
  void end(Work work) {
    running.remove(work.loan);
  }

  /** The work that has this connection; empty if it has returned, or is not of these. */
  Optional<Work> of(ConnectionLoan loan) {
    return Optional.ofNullable(running.get(loan));
  }

  /** Whether the calling thread runs one. */
  boolean onThisThread() {
    Thread caller = Thread.currentThread();
    return running.values().stream().anyMatch(work -> work.thread == caller);
  }

  /** Waits until none runs; how many still do after this time. */
  int awaitEnd(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    try {
      while (!running.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    return running.size();
  }

  /**
   * One run of a work. What it publishes is remembered until the commit as far as there is room;
   * the engine's poll finds the rest.
   */
  static final class Work {

    private static final int EVENTS_MAX = 10_000;
    private static final long BYTES_MAX = 16L << 20;

    private final ConnectionLoan loan;
    private final Thread thread;

    /** With their deliveries, which the store's own writer has recorded. */
    private final List<Receipt> receipts = new ArrayList<>();

    /** To be looked up. */
    private final List<Event.Id> events = new ArrayList<>();

    private long bytes;

    private Work(ConnectionLoan loan, Thread thread) {
      this.loan = loan;
      this.thread = thread;
    }

    void published(Receipt receipt) {
      if (!receipt.trusted()) {
        if (events.size() < EVENTS_MAX) {
          events.add(receipt.event());
        }
        return;
      }
      long more = bytes + bytes(receipt);
      if (receipts.size() < EVENTS_MAX && more <= BYTES_MAX) {
        receipts.add(receipt);
        bytes = more;
      }
    }

    /** Deliveries of one event often share a payload, which is counted for each of them. */
    private static long bytes(Receipt receipt) {
      long bytes = 0;
      for (DueDelivery due : receipt.due()) {
        bytes += due.payload().length();
      }
      return bytes;
    }

    /** The work is committed. */
    void handOver(RunningEngine engine) {
      receipts.forEach(engine::committed);
      events.forEach(engine::committed);
    }
  }
}
