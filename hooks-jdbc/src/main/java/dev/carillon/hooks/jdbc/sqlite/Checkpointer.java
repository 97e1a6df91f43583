package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.transaction.ConnectionSource;
import dev.carillon.hooks.jdbc.transaction.ThreadEnd;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the pages of the write-ahead log into the database file, on a thread and a connection of
 * its own: the writer, for which all callers wait, would need some tens of milliseconds for it.
 *
 * <p>It copies while the writer goes on, so something new is mostly in the log when it is done.
 * SQLite flushes the file only where all is copied, and only then the log begins anew. So this
 * flushes the file itself, and lets the writer copy the last pages after its next commits. See <a
 * href="https://sqlite.org/wal.html#ckpt">SQLite's page about checkpoints</a>.
 */
final class Checkpointer implements AutoCloseable {

  /**
   * So many pages in the log are worth a checkpoint. It writes each page once, so few large ones
   * write less than many small ones.
   */
  static final int PAGES = 4_000;

  /**
   * With so many the writer begins to make checkpoints itself, after each commit until the log
   * begins anew: where this thread fails, or readers are always on the way.
   */
  static final int WRITER_PAGES = 4 * PAGES;

  /**
   * Older ones can damage the file where two connections make checkpoints, see <a
   * href="https://sqlite.org/wal.html#walresetbug">what SQLite says</a>; and before 3.51 the log
   * cannot be looked at without a copy.
   */
  private static final List<Integer> SINCE = List.of(3, 51, 3);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration WRITER_COPIES_FOR = Duration.ofMillis(100);
  private static final Duration LOOK_MEANWHILE = Duration.ofMillis(5);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());

  private final ConnectionSource source;
  private final Path file;
  private final Consumer<DatabaseWork<Boolean>> writer;
  private final Thread thread =
      Thread.ofPlatform().name("sqlite-checkpoint").daemon().unstarted(this::loop);
  private @Nullable Connection connection;

  /**
   * Only for flushing. It stays open until all connections are closed: to close any descriptor of
   * the file ends the locks that this process has on it.
   */
  private @Nullable FileChannel channel;

  private long warned = System.nanoTime() - WARN_EVERY.toNanos();

  /** Whether the writer may still copy after each commit: it could not be told to end that. */
  private boolean writerCopies;

  private volatile boolean written;
  private volatile boolean closed;

  /**
   * Begins to look after each write.
   *
   * @param source gives connections that need not write
   * @param file the database file
   * @param writer runs work on the writer's connection and waits for its commit
   */
  Checkpointer(ConnectionSource source, Path file, Consumer<DatabaseWork<Boolean>> writer) {
    this.source = source;
    this.file = file;
    this.writer = writer;
    thread.start();
  }

  /** Whether this SQLite may have checkpoints beside its writer. */
  static boolean possible(Connection connection) throws SQLException {
    return possible(
        Sql.first(connection, "select sqlite_version()", row -> row.getString(1)).orElse("0"));
  }

  static boolean possible(String version) {
    int[] parts = Arrays.stream(version.split("[^0-9]+")).mapToInt(Integer::parseInt).toArray();
    int[] since = SINCE.stream().mapToInt(Integer::intValue).toArray();
    return Arrays.compare(parts, since) >= 0;
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
      try {
        if (written) {
          pause(LOOK_EVERY);
          written = false;
          look();
        } else {
          LockSupport.park(this);
          Thread.interrupted(); // by whom ever: it would not be parked again
        }
      } catch (SQLException | IOException | RuntimeException | Error failed) {
        // whatever it was: what is in the log stays there until the next look
        failed(failed);
      }
    }
    discard();
  }

  /** Copies what is worth it. */
  private void look() throws SQLException, IOException {
    if (writerCopies) {
      endWritersCopies();
    }
    if (closed || pages("noop") < PAGES) {
      return;
    }
    // the second has only what was written during the first
    for (int times = 0; times < 2 && !closed; times++) {
      pages("passive");
      flush();
    }
    if (!closed && !writerCopied()) {
      pause(AGAIN_AFTER); // readers hold the log
      written = true;
    }
  }

  /**
   * Has the writer copy after each commit, until the log begins anew or the time is over; whether
   * it began anew.
   */
  private boolean writerCopied() throws SQLException {
    writerCopies = true;
    writer.accept(lent -> copyAbove(lent, 1));
    try {
      long until = System.nanoTime() + WRITER_COPIES_FOR.toNanos();
      boolean anew = pages("noop") < PAGES;
      while (!closed && !anew && System.nanoTime() < until) {
        pause(LOOK_MEANWHILE);
        anew = pages("noop") < PAGES;
      }
      return anew;
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

  private void flush() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    open.force(false);
  }

  /** Nothing is lost: what is in the log is read from there. It is looked at again soon. */
  private void failed(Throwable failure) {
    try {
      discard();
      long now = System.nanoTime();
      if (!closed && now - warned >= WARN_EVERY.toNanos()) {
        warned = now;
        LOG.log(Level.WARNING, "the write-ahead log is not copied: {0}", failure.getMessage());
      }
    } catch (RuntimeException | Error again) {
      // no memory, even for that: the pause may help
    }
    pause(AGAIN_AFTER);
    written = true;
  }

  private void pause(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    long rest = length.toNanos();
    while (rest > 0 && !closed) {
      LockSupport.parkNanos(this, rest);
      Thread.interrupted();
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

  /** Waits for a checkpoint that is under way, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    ThreadEnd.await(thread);
  }

  /** Lets go of the file, of which no connection is open any more. */
  void fileClosed() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException broken) {
        LOG.log(Level.DEBUG, "closing the file", broken);
      }
    }
  }
}
