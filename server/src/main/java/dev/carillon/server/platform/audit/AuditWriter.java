package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.tasks.RepeatedFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a node that appends to the log. What a caller waits for is written at once,
 * with all that is there; the rest waits up to 100 ms for company.
 */
final class AuditWriter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AuditWriter.class.getName());

  private static final int WAITING_MAX = 20_000;
  private static final int BATCH_MAX = 1_000;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long ANCHOR_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROOM_MILLIS = 5_000;
  private static final long DURABLE_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 200;
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Database database;
  private final AuditStore store;
  private final ChainAnchor anchor;
  private final Runnable betweenBatches;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
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
      offer(new Waiting(entry.cleaned(), "", false, null));
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
    if (!offer(new Waiting(entry.cleaned(), begun, false, durable))) {
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
    if (!queue.offer(new Waiting(entry.cleaned(), "", false, null))) {
      lost.incrementAndGet();
    }
  }

  /** Writes an entry about a row of {@code audit_begun}, unless another node has done so. */
  void interrupted(AuditEntry entry, String begun) {
    if (!queue.offer(new Waiting(entry.cleaned(), begun, true, null))) {
      lost.incrementAndGet();
    }
  }

  private boolean offer(Waiting waiting) {
    try {
      if (queue.offer(waiting, ROOM_MILLIS, TimeUnit.MILLISECONDS)) {
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
      List<Waiting> batch = batch();
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

  /** What there is after 100 ms, or earlier where a caller waits. */
  private List<Waiting> batch() {
    List<Waiting> batch = new ArrayList<>();
    long until = System.nanoTime() + GATHER_NANOS;
    try {
      while (batch.size() < BATCH_MAX) {
        long left = stopping ? 0 : Math.max(0, until - System.nanoTime());
        Waiting next = queue.poll(left, TimeUnit.NANOSECONDS);
        if (next == null) {
          return batch;
        }
        batch.add(next);
        if (next.durable() != null) {
          queue.drainTo(batch, BATCH_MAX - batch.size());
          return batch;
        }
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
    return batch;
  }

  /** Writes it, however often that takes; false where the process cannot wait any longer. */
  private boolean write(List<Waiting> batch) {
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
        batch.forEach(Waiting::done);
        return true;
      } catch (RuntimeException failed) {
        unwritten.happened(failed);
        if (stopping && System.nanoTime() - stopAt > 0) {
          LOG.log(Level.ERROR, "{0} audit entries were not written", batch.size());
          return false;
        }
        pause();
      }
    }
  }

  private boolean append(Connection connection, List<Waiting> batch, long gone)
      throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    for (Waiting each : batch) {
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
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(STOP_NANOS) + RETRY_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * An entry that is not written yet.
   *
   * @param begun the row of {@code audit_begun} that it ends; empty where there is none
   * @param interrupted whether it counts only if that row is still there
   */
  private record Waiting(
      AuditEntry entry,
      String begun,
      boolean interrupted,
      @Nullable CompletableFuture<Boolean> durable) {
    void done() {
      if (durable != null) {
        durable.complete(true);
      }
    }
  }
}
