package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** A database together with its pool, which is closed with it. */
public record OpenPostgres(HikariDataSource pool, PostgresDatabase database, TestCipher cipher)
    implements Database {

  /** One with empty tables. */
  public static OpenPostgres empty() {
    return on(Server.ONE.newDatabase());
  }

  /** One of the tests' server. */
  public static OpenPostgres on(String name) {
    return on(Server.ONE.pool(name));
  }

  /** The one that these connections lead to. */
  public static OpenPostgres on(HikariDataSource pool) {
    return on(pool, TableNames.PLAIN);
  }

  /** The same with tables of these names. */
  public static OpenPostgres on(HikariDataSource pool, TableNames names) {
    return new OpenPostgres(pool, PostgresDatabase.on(pool, names), new TestCipher());
  }

  Store store(InstantSource clock, Node node) {
    return PostgresStore.open(this, cipher, SubjectFilter::read, clock, node);
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    return database.write(work);
  }

  @Override
  public <T> T write(LockOrder order, DatabaseWork<T> work) {
    return database.write(order, work);
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return database.read(work);
  }

  @Override
  public void sharedBy(int writers) {
    database.sharedBy(writers);
  }

  @Override
  public Optional<Connection> separate() throws SQLException {
    return database.separate();
  }

  @Override
  public Optional<Connection> listening() throws SQLException {
    return database.listening();
  }

  @Override
  public void close() {
    try (pool) {
      database.close();
    }
  }

  /** The store in a database, and what it works with. */
  public static TestDatabase.Opened opened(
      Database database, Embedder embedder, InstantSource clock, StoreLimits limits) {
    var opened = PostgresStore.opened(database, embedder, clock, Node.named("tested"), limits);
    return new TestDatabase.Opened(opened.store(), opened.context());
  }
}
