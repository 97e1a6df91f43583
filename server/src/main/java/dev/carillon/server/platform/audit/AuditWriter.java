package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.tasks.RepeatedFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one thread of a node that appends to the log. What a caller waits for is written at once,
 * with all that is there; the rest waits up to 100 ms for company.
 */
final class AuditWriter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AuditWriter.class.getName());

  private static final int WAITING_MAX = 20_000;
  private static final Duration GATHER = Duration.ofMillis(100);
  private static final long ANCHOR_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROOM_MILLIS = 5_000;
  private static final long DURABLE_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 200;
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Database database;
  private final AuditStore store;
  private final ChainAnchor anchor;
  private final Runnable betweenBatches;
  private final EntryQueue queue = new EntryQueue(WAITING_MAX, GATHER);
  private final AtomicLong lost = new AtomicLong();
  private final RepeatedFailure unwritten =
      new RepeatedFailure(LOG, "Audit entries cannot be written to the database");
  private final RepeatedFailure unmaintained =
      new RepeatedFailure(LOG, "The audit log cannot be maintained");
  private final Thread thread;
  private ChainHead.Link known = ChainHead.Link.NONE;
  private volatile ChainHead.Link tried = ChainHead.Link.NONE;
  private volatile long stopAt;
  private volatile boolean stopping;

  /**
   * Not started yet.
   *
   * @param betweenBatches is run by the thread again and again; it may add entries
   */
  AuditWriter(Database database, AuditStore store, ChainAnchor anchor, Runnable betweenBatches) {
    this.database = database;
    this.store = store;
    this.anchor = anchor;
    this.betweenBatches = betweenBatches;
    this.thread = Thread.ofPlatform().daemon().name("carillon-audit").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Queues an entry; where the queue stays full for long, only its loss is kept. What failed does
   * not wait for the queue: where the database is away all calls fail, and none must fail later for
   * it.
   */
  void later(AuditEntry entry) {
    if (entry.outcome().result().equals(AuditEntry.Outcome.FAILED)) {
      atOnce(entry);
    } else {
      offer(PendingEntry.of(entry), ROOM_MILLIS);
    }
  }

  /**
   * Queues an entry and waits until it is durable. Where that takes too long it is written all the
   * same, as soon as the database lets it be.
   *
   * @param begun the row of {@code audit_begun} that it ends; empty where there is none
   */
  void now(AuditEntry entry, String begun) {
    CompletableFuture<Boolean> durable = new CompletableFuture<>();
    if (!offer(new PendingEntry(entry.cleaned(), begun, false, durable), ROOM_MILLIS)) {
      return;
    }
    try {
      durable.get(DURABLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      LOG.log(Level.WARNING, "An audit entry is not durable yet: {0}", entry.action());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Queues an entry, or counts its loss where the queue is full. */
  void atOnce(AuditEntry entry) {
    offer(PendingEntry.of(entry), 0);
  }

  /** Writes an entry about a row of {@code audit_begun}, unless another node has done so. */
  void interrupted(AuditEntry entry, String begun) {
    offer(new PendingEntry(entry.cleaned(), begun, true, null), 0);
  }

  private boolean offer(PendingEntry entry, long millis) {
    try {
      if (queue.offer(entry, millis)) {
        return true;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    lost.incrementAndGet();
    return false;
  }

  private void run() {
    try {
      anchor.newest().ifPresent(link -> known = link);
    } catch (IOException unreadable) {
      atOnce(SystemEntries.tampered(String.valueOf(unreadable.getMessage())));
    }
    long anchored = System.nanoTime();
    while (true) {
      List<PendingEntry> batch = queue.take();
      boolean written = batch.isEmpty() || write(batch);
      if (System.nanoTime() - anchored >= ANCHOR_NANOS) {
        anchored = System.nanoTime();
        anchor.write();
      }
      if ((stopping && queue.isEmpty()) || !written) {
        anchor.write();
        return;
      }
      maintain();
    }
  }

  private void maintain() {
    try {
      betweenBatches.run();
      unmaintained.over();
    } catch (RuntimeException failed) {
      unmaintained.happened(failed);
    }
  }

  /** What of the log does not work now, and why; empty if all does. */
  String trouble() {
    return Stream.of(unwritten.trouble(), anchor.trouble(), unmaintained.trouble())
        .filter(trouble -> !trouble.isEmpty())
        .collect(Collectors.joining(". "));
  }

  /** Writes it, however often that takes; false where the process cannot wait any longer. */
  private boolean write(List<PendingEntry> batch) {
    long gone = lost.getAndSet(0);
    tried = ChainHead.Link.NONE;
    for (boolean again = false; ; again = true) {
      try {
        if (!again || !written()) {
          database.write(connection -> append(connection, batch, gone));
        }
        known = tried;
        unwritten.over();
        anchor.at(known);
        batch.forEach(PendingEntry::done);
        return true;
      } catch (RuntimeException failed) {
        unwritten.happened(failed);
        if (stopping && System.nanoTime() - stopAt > 0) {
          long count = batch.size() + queue.size() + gone + lost.get();
          LOG.log(Level.ERROR, "{0} audit entries were not written", count);
          return false;
        }
        pause();
      }
    }
  }

  private boolean append(Connection connection, List<PendingEntry> batch, long gone)
      throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    for (PendingEntry each : batch) {
      boolean was =
          !each.begun().isEmpty()
              && Sql.update(connection, "delete from audit_begun where id = ?", each.begun()) == 1;
      if (was || !each.interrupted()) {
        entries.add(each.entry());
      }
    }
    if (gone > 0) {
      entries.add(SystemEntries.lost(gone));
    }
    tried = store.append(connection, entries, known);
    return true;
  }

  /** Whether the attempt whose outcome is unknown did its work after all. */
  private boolean written() {
    ChainHead.Link last = tried;
    return last.seq() > 0 && database.read(connection -> AuditStore.has(connection, last));
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what waits, for up to ten seconds. */
  @Override
  public void close() {
    stopAt = System.nanoTime() + STOP_NANOS;
    stopping = true;
    queue.close();
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(STOP_NANOS) + RETRY_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
