package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.transaction.DirectReads;
import dev.carillon.hooks.jdbc.transaction.StoreThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL database behind a pool: one connection writes for everybody in this process, reads
 * take connections from the pool on their own threads. The pool belongs to the caller, who closes
 * it after this.
 */
public final class PostgresDatabase implements Database {

  private final DataSource pool;
  private final Dialect dialect;
  private final StoreThreads writer;
  private final DirectReads reads;

  private PostgresDatabase(DataSource pool, TableNames names) {
    this.pool = pool;
    this.dialect = new PostgresDialect(names);
    var faults = new PostgresFaults();
    var writing = new PooledConnections(pool, names, false);
    this.writer = StoreThreads.writer("postgres-writer", writing, faults);
    this.reads = new DirectReads(new PooledConnections(pool, names, true), faults);
  }

  /**
   * A database on this pool, which needs one connection for the writer, one for what other nodes
   * tell, and some for readers.
   */
  public static PostgresDatabase on(DataSource pool) {
    return on(pool, TableNames.PLAIN);
  }

  /** The same with tables of these names. */
  public static PostgresDatabase on(DataSource pool, TableNames names) {
    return new PostgresDatabase(pool, names);
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    return writer.run(work);
  }

  @Override
  public <T> T write(LockOrder order, DatabaseWork<T> work) {
    return writer.run(order, work);
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return reads.read(work);
  }

  @Override
  public long commits() {
    return writer.groups();
  }

  @Override
  public Optional<Connection> listening() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(true);
    return Optional.of(names().on(connection));
  }

  @Override
  public void close() {
    writer.close();
  }
}
