package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.transaction.ConnectionSource;
import dev.carillon.hooks.jdbc.transaction.StoreThreads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file, owned by this process for as long as it is open: one thread writes, a few read,
 * and one copies what was written from the write-ahead log into the file.
 */
public final class SqliteDatabase implements Database {

  private static final int READERS = 4;

  private final FileOwner owner;
  private final Dialect dialect;
  private final StoreThreads writer;
  private final StoreThreads readers;
  private final SqliteConnections connections;
  private final Path file;

  /** None before the file is known to be a database, nor with a SQLite that is too old for it. */
  private volatile @Nullable Checkpointer checkpointer;

  private SqliteDatabase(FileOwner owner, Path file, TableNames names) {
    SqliteFaults faults = new SqliteFaults(file);
    this.owner = owner;
    this.file = file;
    this.connections = new SqliteConnections(file);
    this.dialect = new SqliteDialect(names);
    var writing = new NamedSource(connections::writer, names);
    var reading = new NamedSource(connections::reader, names);
    this.writer = StoreThreads.writer("sqlite-writer", writing, faults);
    this.readers = StoreThreads.readers("sqlite-reader", READERS, reading, faults);
  }

  /**
   * Opens the file, makes it if it is not there, and keeps others out by a lock on {@code
   * <file>.lock}. Its tables are the caller's to make.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if it is open
   *     already, with {@code STORE_UNUSABLE} if it is not a database, with {@code
   *     STORE_UNAVAILABLE} if it cannot be opened
   */
  public static SqliteDatabase open(Path file) {
    return open(file, TableNames.PLAIN);
  }

  /**
   * The same with tables of these names.
   *
   * @throws IllegalArgumentException if the names have a schema, which SQLite does not know
   */
  public static SqliteDatabase open(Path file, TableNames names) {
    if (names.schema().isPresent()) {
      throw new IllegalArgumentException(
          "schema is \"%s\"; SQLite has no schemas: leave it out, or choose a tablePrefix"
              .formatted(names.schema().get()));
    }
    FileOwner owner = FileOwner.of(file);
    SqliteDatabase database = new SqliteDatabase(owner, file, names);
    try {
      // the file's head, so that a file of another kind is found at once
      database.write(connection -> Sql.any(connection, "pragma schema_version"));
      database.beginCheckpoints();
      return database;
    } catch (RuntimeException unusable) {
      database.close();
      throw unusable;
    }
  }

  private void beginCheckpoints() {
    if (read(Checkpointer::possible)) {
      checkpointer = new Checkpointer(connections::checkpoints, file, writer::run);
    }
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    T result = writer.run(work);
    Checkpointer begun = checkpointer;
    if (begun != null) {
      begun.committed();
    }
    return result;
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return readers.run(work);
  }

  @Override
  public long commits() {
    return writer.groups();
  }

  /** Finishes what waits, then lets go of the file. */
  @Override
  public void close() {
    Checkpointer begun = checkpointer;
    if (begun != null) {
      begun.close();
    }
    readers.close();
    writer.close();
    if (begun != null) {
      begun.fileClosed();
    }
    owner.close();
  }

  private record NamedSource(ConnectionSource behind, TableNames names)
      implements ConnectionSource {
    @Override
    public Connection open() throws SQLException {
      return behind.open();
    }
  }
}
