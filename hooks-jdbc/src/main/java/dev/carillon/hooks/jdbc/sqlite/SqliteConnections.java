package dev.carillon.hooks.jdbc.sqlite;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/** How connections to the file are set. */
final class SqliteConnections {

  /** How long we wait for a program that is not ours, such as a backup. */
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /**
   * Of a new file; an older one keeps its own. A log mostly appends rows of some kB, and each page
   * that a commit touches costs two system calls, however large it is.
   */
  private static final int PAGE_BYTES = 8 * 1024;

  private static final int WRITER_CACHE_KIB = 32 * 1024;
  private static final int READER_CACHE_KIB = 8 * 1024;
  private static final int CHECKPOINT_CACHE_KIB = 64;

  private final File file;
  private final String url;

  SqliteConnections(Path file) {
    this.file = file.toFile();
    this.url = "jdbc:sqlite:" + file.toAbsolutePath();
  }

  /** A connection that writes; a commit has reached the disk when it returns. */
  Connection writer() throws SQLException {
    lay();
    SQLiteConfig config = shared(WRITER_CACHE_KIB);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(64 << 20));
    Connection connection = opened(config);
    Checkpointer.copyAbove(
        connection,
        Checkpointer.possible(connection) ? Checkpointer.WRITER_PAGES : Checkpointer.PAGES);
    connection.setAutoCommit(false);
    return connection;
  }

  /**
   * Writes the head of a new file. The driver asks for WAL before all else, and then neither can be
   * chosen any more.
   */
  private void lay() throws SQLException {
    if (file.length() > 0) {
      return;
    }
    try (Connection connection = new SQLiteConfig().createConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("pragma page_size = " + PAGE_BYTES);
      statement.execute("pragma auto_vacuum = incremental");
      statement.execute("vacuum");
    }
  }

  /** A connection that cannot write. */
  Connection reader() throws SQLException {
    SQLiteConfig config = shared(READER_CACHE_KIB);
    Connection connection = opened(config);
    try (var statement = connection.createStatement()) {
      statement.execute("pragma query_only = on");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /** A connection that only copies the write-ahead log. */
  Connection checkpoints() throws SQLException {
    SQLiteConfig config = shared(CHECKPOINT_CACHE_KIB);
    config.setSynchronous(SynchronousMode.FULL);
    return opened(config);
  }

  private static SQLiteConfig shared(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setCacheSize(-cacheKib);
    config.setTempStore(TempStore.MEMORY);
    // the driver would prepare one more statement for each insert; "returning" does the same
    config.setGetGeneratedKeys(false);
    return config;
  }

  private Connection opened(SQLiteConfig config) throws SQLException {
    return config.createConnection(url);
  }
}
