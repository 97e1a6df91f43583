package dev.carillon.server.operations.health;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.time.Duration;

/**
 * Asks the database something every two seconds, as a reader and as a writer, and remembers how
 * long that took. While readiness is asked for it writes in earnest, a row that is committed: only
 * that shows that the database takes changes. A server that is not asked leaves the disk alone; who
 * asks first after that waits for one probe, and not for long.
 */
public final class DatabaseProbe implements AutoCloseable {

  static final Duration EVERY = Duration.ofSeconds(2);

  /** Each probe in a row that takes longer, after the first, makes the database slow. */
  static final Duration SLOW = Duration.ofMillis(400);

  /** A probe that goes on for so long is slow before it has ended. */
  private static final Duration SLOW_MEANWHILE = Duration.ofSeconds(3);

  /** After so long without an end the database counts as down. */
  private static final Duration SILENT = Duration.ofSeconds(8);

  /** A probe that wrote in earnest counts for so long. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** The first caller after a quiet time waits for a probe no longer than this. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private static final String WRITE = "update write_probe set probes = probes + 1 where id = 1";

  /** A transaction that failed a moment ago is reported for so long. */
  private static final Duration RECENT = Duration.ofSeconds(20);

  private final Database database;
  private final Runnable alongside;
  private final Thread thread;
  private volatile Result last = new Result(Duration.ZERO, Duration.ZERO, "", "");
  private volatile long askedAt = System.nanoTime() - FRESH.toNanos();
  private volatile long writtenAt = System.nanoTime() - FRESH.toNanos();
  private volatile boolean slowBefore;
  private volatile long beganAt;
  private volatile Failure failure = new Failure("", false, System.nanoTime() - RECENT.toNanos());
  private volatile boolean closed;

  /**
   * A probe of this database, which begins at once.
   *
   * @param alongside done after each probe
   */
  public DatabaseProbe(Database database, Runnable alongside) {
    this.database = database;
    this.alongside = alongside;
    this.thread = Thread.ofPlatform().daemon().name("carillon-probe").start(this::run);
  }

  /** A transaction was lost to this. */
  public void failed(HooksException trouble) {
    boolean full = trouble.code() == HooksException.Code.STORE_FULL;
    failure = new Failure(String.valueOf(trouble.getMessage()), full, System.nanoTime());
  }

  /** How the database is. */
  Check check() {
    Result known = last;
    Duration running = running();
    if (!known.trouble().isEmpty()) {
      return Check.down("database", "The database fails: " + known.trouble());
    }
    if (!known.unwritable().isEmpty()) {
      return Check.down("database", "The database accepts no writes: " + known.unwritable());
    }
    if (running.compareTo(SILENT) > 0) {
      return Check.down("database", "The database has not responded for " + seconds(running));
    }
    if (running.compareTo(SLOW_MEANWHILE) > 0) {
      return Check.degraded(
          "database", "The database is slow: a probe has been waiting for " + seconds(running));
    }
    if (known.slow() && slowBefore) {
      return Check.degraded("database", "The database is slow: " + known.times());
    }
    return lately(known);
  }

  /** Whether it answers at all. */
  boolean answers() {
    return last.trouble().isEmpty() && running().compareTo(SILENT) <= 0;
  }

  /** Whether it takes changes, as far as it answers. */
  boolean writable() {
    return last.unwritable().isEmpty();
  }

  /** Sees to it that what is known is new; after a while what is known must do. */
  void freshen() {
    askedAt = System.nanoTime();
    long end = askedAt + WAIT_MAX.toNanos();
    synchronized (this) {
      notifyAll();
      try {
        while (!fresh() && !closed && end - System.nanoTime() > 0) {
          wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean fresh() {
    return recent(writtenAt);
  }

  private static boolean recent(long at) {
    return System.nanoTime() - at < FRESH.toNanos();
  }

  /** What the last probe that ended took. */
  Result last() {
    return last;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private Check lately(Result known) {
    Failure recent = failure;
    if (System.nanoTime() - recent.at() > RECENT.toNanos()) {
      return Check.up("database", "Responds: " + known.times());
    }
    return recent.full()
        ? Check.down("database", "The database's disk is full: " + recent.message())
        : Check.degraded("database", "A transaction has just failed: " + recent.message());
  }

  private Duration running() {
    long began = beganAt;
    return began == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
  }

  private void run() {
    while (!closed) {
      probe();
      try {
        alongside.run();
      } catch (RuntimeException failed) {
        // what it is about has a check of its own; the database has this one
        System.getLogger(DatabaseProbe.class.getName())
            .log(System.Logger.Level.DEBUG, "A health check failed", failed);
      }
      try {
        rest();
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  /** Until the next probe is due, or a caller needs a newer one. */
  private synchronized void rest() throws InterruptedException {
    notifyAll();
    long end = System.nanoTime() + EVERY.toNanos();
    while (!closed && end - System.nanoTime() > 0 && (fresh() || !recent(askedAt))) {
      wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  private void probe() {
    beganAt = System.nanoTime();
    boolean earnest = recent(askedAt) || !last.unwritable().isEmpty();
    Result before = last;
    Result now;
    try {
      Duration read = timed(() -> database.read(connection -> Sql.any(connection, "select 1")));
      now = written(read, before, earnest);
    } catch (HooksException trouble) {
      now = new Result(before.read(), before.write(), String.valueOf(trouble.getMessage()), "");
    } finally {
      beganAt = 0;
    }
    slowBefore = before.slow();
    last = now;
    if (earnest) {
      writtenAt = System.nanoTime();
    }
  }

  private Result written(Duration read, Result before, boolean earnest) {
    try {
      Duration write =
          timed(
              () ->
                  database.write(
                      connection ->
                          earnest
                              ? Sql.update(connection, WRITE) == 1
                              : Sql.any(connection, "select 1")));
      return new Result(read, write, "", "");
    } catch (HooksException trouble) {
      return new Result(read, before.write(), "", String.valueOf(trouble.getMessage()));
    }
  }

  private static Duration timed(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }

  private record Failure(String message, boolean full, long at) {}

  /**
   * What a probe showed.
   *
   * @param read how long it took to read
   * @param write how long it took to write
   * @param trouble why it failed; empty where it did not
   * @param unwritable why it took no change though it could be read; empty where it did
   */
  record Result(Duration read, Duration write, String trouble, String unwritable) {

    boolean slow() {
      return read.compareTo(SLOW) > 0 || write.compareTo(SLOW) > 0;
    }

    String times() {
      return "a read took " + read.toMillis() + " ms, a write " + write.toMillis() + " ms";
    }
  }
}
