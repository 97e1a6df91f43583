package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the write-ahead log gets into the file. */
class CheckpointerTest {

  private static final int PAGE_BYTES = 8 * 1024;
  private static final long ENOUGH_BYTES = (long) Checkpointer.PAGES * PAGE_BYTES;
  private static final long WRITER_BYTES = (long) Checkpointer.WRITER_PAGES * PAGE_BYTES;
  private static final int COMMIT_BYTES = 100 * PAGE_BYTES;
  private static final Duration WITHIN = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Path file;
  private SqliteDatabase database;

  @BeforeEach
  void open() {
    file = folder.resolve("test.db");
    database = SqliteDatabase.open(file);
    database.write(
        connection -> Sql.update(connection, "create table bytes (b blob not null)") == 0);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void pagesAreCopiedThoughTheWriterHasNotReachedItsOwnLimit() throws Exception {
    write(ENOUGH_BYTES + 4 * COMMIT_BYTES);

    await(() -> Files.size(file) >= ENOUGH_BYTES * 9 / 10);
  }

  @Test
  void theLogBeginsAnewWhileTheWriterGoesOn() throws Exception {
    long largest = 0;
    for (long written = 0; written < 2 * WRITER_BYTES; written += COMMIT_BYTES) {
      write(COMMIT_BYTES);
      largest = Math.max(largest, Files.size(log()));
      // shorter than any copy: whenever one ends, something new is in the log
      Thread.sleep(4);
    }

    assertThat(largest).isLessThan(WRITER_BYTES);
  }

  @Test
  void aReaderThatStaysHoldsTheLogBackUntilItEnds() throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("begin");
      statement.executeQuery("select count(*) from bytes").close();
      write(ENOUGH_BYTES + 4 * COMMIT_BYTES);
      Thread.sleep(500);
      assertThat(pagesInLog()).isGreaterThanOrEqualTo(Checkpointer.PAGES);
      statement.execute("rollback");
    }

    await(
        () -> {
          write(1);
          return pagesInLog() < Checkpointer.PAGES;
        });
  }

  @Test
  void theWriterCopiesWhereNothingElseDoes() throws Exception {
    database.close();
    try (Connection writer = new SqliteConnections(file).writer()) {
      assertThat(pagesOfOwnCopies(writer)).isEqualTo(Checkpointer.WRITER_PAGES);
      for (long bytes = 0; bytes <= WRITER_BYTES; bytes += COMMIT_BYTES) {
        insert(writer, COMMIT_BYTES);
        writer.commit();
      }

      assertThat(Files.size(file)).isGreaterThan(WRITER_BYTES * 9 / 10);
    }
  }

  @Test
  void aFailureIsTriedAgain() throws Exception {
    AtomicInteger tried = new AtomicInteger();
    SqliteConnections connections = new SqliteConnections(file);
    write(ENOUGH_BYTES - COMMIT_BYTES);
    try (var checkpointer =
        new Checkpointer(
            () -> {
              if (tried.incrementAndGet() == 1) {
                throw new SQLException("no more files may be opened");
              }
              return connections.checkpoints();
            },
            file,
            database::write)) {
      checkpointer.committed();

      await(() -> tried.get() == 2);
    }
  }

  /**
   * Else each commit would flush the file, too, and the log would never have pages enough again.
   */
  @Test
  void aWriterThatCouldNotBeToldToEndItsCopiesIsToldLater() throws Exception {
    database.close();
    SqliteConnections connections = new SqliteConnections(file);
    AtomicInteger told = new AtomicInteger();
    try (Connection writer = connections.writer();
        var checkpointer =
            new Checkpointer(connections::checkpoints, file, work -> told(writer, work, told))) {
      for (long bytes = 0; bytes <= ENOUGH_BYTES; bytes += COMMIT_BYTES) {
        insert(writer, COMMIT_BYTES);
        writer.commit();
      }
      checkpointer.committed();

      await(() -> told.get() == 3);
      await(() -> pagesOfOwnCopies(writer) == Checkpointer.WRITER_PAGES);
    }
  }

  /** The second time the writer has no time for it, and the log has begun anew. */
  private static void told(Connection writer, DatabaseWork<Boolean> work, AtomicInteger times) {
    boolean second = times.incrementAndGet() == 2;
    try {
      for (int commits = 0; second && commits < 3; commits++) {
        insert(writer, 1);
        writer.commit();
      }
      if (second) {
        throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "too slow");
      }
      work.in(writer);
      writer.commit();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static int pagesOfOwnCopies(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery("pragma wal_autocheckpoint")) {
      return row.getInt(1);
    }
  }

  @Test
  void aWriterThatIsClosedDoesNotKeepItFromClosing() throws Exception {
    database.close();
    SqliteConnections connections = new SqliteConnections(file);
    AtomicInteger told = new AtomicInteger();
    try (Connection writer = connections.writer()) {
      for (long bytes = 0; bytes <= ENOUGH_BYTES; bytes += COMMIT_BYTES) {
        insert(writer, COMMIT_BYTES);
        writer.commit();
      }
      var checkpointer =
          new Checkpointer(
              connections::checkpoints,
              file,
              work -> {
                told.incrementAndGet();
                throw new HooksException(HooksException.Code.STOPPED, "closed");
              });
      checkpointer.committed();
      await(() -> told.get() >= 1);

      assertThat(CompletableFuture.runAsync(checkpointer::close)).succeedsWithin(WITHIN);
    }
  }

  /** They could damage the file, see the class. */
  @Test
  void olderVersionsHaveNoCheckpointsBesideTheWriter() {
    assertThat(List.of("3.51.3", "3.51.10", "3.52.0", "4.0.0")).allMatch(Checkpointer::possible);
    assertThat(List.of("3.51.2", "3.49.1", "3.9.3")).noneMatch(Checkpointer::possible);
  }

  @Test
  void whatWasWrittenIsInTheFileOnceItIsClosed() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (true) {
                  write(COMMIT_BYTES);
                  commits.incrementAndGet();
                }
              } catch (HooksException stopped) {
                assertThat(stopped.code()).isEqualTo(HooksException.Code.STOPPED);
              }
            });
    await(() -> commits.get() >= Checkpointer.PAGES / 100);

    database.close();
    writing.join();

    assertThat(log()).doesNotExist();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(Sql.number(other, "select count(*) from bytes")).isEqualTo(commits.get());
    }
  }

  private void write(long bytes) {
    for (long rest = bytes; rest > 0; rest -= COMMIT_BYTES) {
      int length = Math.toIntExact(Math.min(rest, COMMIT_BYTES));
      database.write(connection -> insert(connection, length));
    }
  }

  private static boolean insert(Connection connection, int length) throws SQLException {
    return Sql.update(connection, "insert into bytes values (zeroblob(?))", length) == 1;
  }

  private Path log() {
    return folder.resolve("test.db-wal");
  }

  private int pagesInLog() throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("pragma wal_checkpoint(noop)")) {
      return row.getInt("log");
    }
  }

  private static void await(Condition condition) throws Exception {
    long until = System.nanoTime() + WITHIN.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for %s", WITHIN).isLessThan(until);
      Thread.sleep(20);
    }
  }

  private interface Condition {
    boolean holds() throws SQLException, IOException;
  }
}
