package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.transaction.DirectReads;
import dev.carillon.hooks.jdbc.transaction.HeldConnection;
import dev.carillon.hooks.jdbc.transaction.SeparateWrites;
import dev.carillon.hooks.jdbc.transaction.StoreThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database behind a pool: one connection writes for everybody in this process; reads,
 * and the transactions of an embedder, take connections on their own threads. None is kept for more
 * than a second, or while there is nothing to do. The pool belongs to the caller, who closes it
 * after this.
 */
public final class PostgresDatabase implements Database {

  /** A mistake of the program, which tests find. */
  private static final String SECOND =
      "a transaction within a transaction may wait for itself: use the connection that was lent";

  private final DataSource pool;
  private final Listening listening;
  private final Dialect dialect;
  private final StoreThreads writer;
  private final SeparateWrites separately;
  private final DirectReads reads;

  private PostgresDatabase(DataSource pool, TableNames names, Listening listening) {
    this.pool = pool;
    this.listening = listening;
    this.dialect = new PostgresDialect(names);
    var faults = new PostgresFaults();
    var writing = new PooledConnections(pool, names, false);
    this.writer = StoreThreads.writer("postgres-writer", writing, faults);
    this.separately = new SeparateWrites(writing, faults);
    this.reads = new DirectReads(new PooledConnections(pool, names, true), faults);
  }

  /** A database on this pool, with tables that have no prefix. */
  public static PostgresDatabase on(DataSource pool) {
    return on(pool, TableNames.PLAIN);
  }

  /**
   * A database on this pool, with tables of these names. What other nodes tell is heard over a
   * connection that the pool does not have, where the pool can be asked for the driver's
   * DataSource; else what they did is found by polling.
   */
  public static PostgresDatabase on(DataSource pool, TableNames names) {
    return new PostgresDatabase(pool, names, () -> unpooled(pool));
  }

  /**
   * The same, which hears what other nodes tell.
   *
   * @param listening gives one connection, which is kept for as long as the store is open: it is no
   *     pool, or one with a connection to spare
   */
  public static PostgresDatabase on(DataSource pool, TableNames names, DataSource listening) {
    return new PostgresDatabase(pool, names, () -> Optional.of(listening));
  }

  private static Optional<DataSource> unpooled(DataSource pool) throws SQLException {
    Class<PGSimpleDataSource> driver = PGSimpleDataSource.class;
    return pool.isWrapperFor(driver) ? Optional.of(pool.unwrap(driver)) : Optional.empty();
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    assert HeldConnection.none(pool) : SECOND;
    return writer.run(work);
  }

  @Override
  public <T> T write(LockOrder order, DatabaseWork<T> work) {
    assert HeldConnection.none(pool) : SECOND;
    return writer.run(order, work);
  }

  @Override
  public <T> T writeSeparately(DatabaseWork<T> work) {
    assert HeldConnection.none(pool) : SECOND;
    return separately.write(work);
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    assert HeldConnection.none(pool) : SECOND;
    return reads.read(work);
  }

  @Override
  public long commits() {
    return writer.groups();
  }

  /** A connection of its own for a separate transaction; it goes back to the pool unchanged. */
  @Override
  public Optional<Connection> separate() throws SQLException {
    return Optional.of(names().on(outsideTransactions(pool)));
  }

  @Override
  public void sharedBy(int writers) {
    writer.sharedBy(writers);
  }

  @Override
  public Optional<Connection> listening() throws SQLException {
    Optional<DataSource> source = listening.source();
    return source.isEmpty()
        ? Optional.empty()
        : Optional.of(names().on(outsideTransactions(source.get())));
  }

  private static Connection outsideTransactions(DataSource source) throws SQLException {
    return AutoCommitConnection.of(source.getConnection());
  }

  @Override
  public void close() {
    writer.close();
  }

  /** Where a connection is from that is kept. */
  @FunctionalInterface
  private interface Listening {
    Optional<DataSource> source() throws SQLException;
  }
}
