package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.transaction.ConnectionSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the pages of the write-ahead log into the database file, on a thread and a connection of
 * its own: the writer, for which all callers wait, would need some tenths of a second for it.
 *
 * <p>It copies while the writer goes on, so something new is always in the log when it is done. The
 * log begins anew only where all of it is copied, and only the writer can copy the last pages while
 * none is added: once few are left, it is told to do so after its next commits. See <a
 * href="https://sqlite.org/wal.html#ckpt">SQLite's page about checkpoints</a>.
 */
final class Checkpointer implements AutoCloseable {

  /**
   * So many pages in the log are worth a checkpoint. It writes each page once, so few large ones
   * write less than many small ones.
   */
  static final int PAGES = 4_000;

  /**
   * With so many the writer makes the checkpoint itself, after each commit until the log begins
   * anew: where this thread fails, or readers are always on the way.
   */
  static final int WRITER_PAGES = 4 * PAGES;

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration WRITER_COPIES_FOR = Duration.ofMillis(100);
  private static final Duration LOOK_MEANWHILE = Duration.ofMillis(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());

  private final ConnectionSource source;
  private final Consumer<DatabaseWork<Boolean>> writer;
  private final Thread thread =
      Thread.ofPlatform().name("sqlite-checkpoint").daemon().unstarted(this::loop);
  private @Nullable Connection connection;
  private long warned = System.nanoTime() - WARN_EVERY.toNanos();

  /** Whether the writer may still copy after each commit: it could not be told to end that. */
  private boolean writerCopies;

  private volatile boolean written;
  private volatile boolean closed;

  /**
   * Begins to look after each write.
   *
   * @param source gives connections that need not write
   * @param writer runs work on the writer's connection and waits for its commit
   */
  Checkpointer(ConnectionSource source, Consumer<DatabaseWork<Boolean>> writer) {
    this.source = source;
    this.writer = writer;
    thread.start();
  }

  /** Something was committed. */
  void committed() {
    if (!written) {
      written = true;
      LockSupport.unpark(thread);
    }
  }

  private void loop() {
    while (!closed) {
      if (!written) {
        LockSupport.park(this);
        continue;
      }
      pause(LOOK_EVERY);
      written = false;
      try {
        look();
      } catch (SQLException | RuntimeException | Error failed) {
        // whatever it was: what is in the log stays there until the next look
        failed(failed);
      }
    }
    discard();
  }

  /** Copies what is worth it. */
  private void look() throws SQLException {
    if (writerCopies) {
      endWritersCopies();
    }
    if (closed || pages("noop") < PAGES) {
      return;
    }
    // the second has only what was written during the first
    pages("passive");
    pages("passive");
    if (!closed) {
      letWriterCopy();
    }
  }

  /** The writer copies after each commit, until the log begins anew or readers did not let it. */
  private void letWriterCopy() throws SQLException {
    writerCopies = true;
    writer.accept(lent -> copyAbove(lent, 1));
    try {
      long until = System.nanoTime() + WRITER_COPIES_FOR.toNanos();
      while (!closed && System.nanoTime() < until && pages("noop") >= PAGES) {
        pause(LOOK_MEANWHILE);
      }
    } finally {
      endWritersCopies();
    }
  }

  private void endWritersCopies() {
    writer.accept(lent -> copyAbove(lent, WRITER_PAGES));
    writerCopies = false;
  }

  /**
   * Lets a connection make a checkpoint after each commit with which the log has so many pages. Not
   * a prepared statement, which would do so once.
   */
  static boolean copyAbove(Connection connection, int pages) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("pragma wal_autocheckpoint = " + pages);
    }
  }

  /** Makes a checkpoint of this mode; how many pages the log has. */
  private int pages(String mode) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = source.open();
      connection = open;
    }
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery("pragma wal_checkpoint(" + mode + ")")) {
      return row.next() ? row.getInt("log") : 0;
    }
  }

  /** Nothing is lost: what is in the log is read from there. It is looked at again soon. */
  private void failed(Throwable failure) {
    discard();
    long now = System.nanoTime();
    if (!closed && now - warned >= WARN_EVERY.toNanos()) {
      warned = now;
      LOG.log(Level.WARNING, "the write-ahead log is not copied: {0}", failure.getMessage());
    }
    pause(AFTER_FAILURE);
    written = true;
  }

  private void pause(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    long rest = length.toNanos();
    while (rest > 0 && !closed) {
      LockSupport.parkNanos(this, rest);
      rest = until - System.nanoTime();
    }
  }

  private void discard() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        source.close(open);
      } catch (SQLException broken) {
        LOG.log(Level.DEBUG, "closing a connection", broken);
      }
    }
  }

  /** Ends a checkpoint that is under way, and the thread. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
