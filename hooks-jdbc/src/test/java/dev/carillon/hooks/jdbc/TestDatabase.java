package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.OpenPostgres;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.postgresql.PostgresSuccession;
import dev.carillon.hooks.jdbc.sqlite.SqliteFixture;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteSuccession;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

/** The databases that a store can be in. */
public enum TestDatabase {
  SQLITE,
  POSTGRESQL;

  /** Those that tests run on: on PostgreSQL only where the long tests run too. */
  static Stream<TestDatabase> tested() {
    boolean longToo = !"long".equals(System.getProperty("tests.leftOut"));
    return Stream.of(values()).filter(database -> longToo || database == SQLITE);
  }

  /** An empty one with tables; where it is a file, that is in this folder. */
  public Database open(Path folder) {
    return this == SQLITE
        ? SqliteFixture.database(folder.resolve("store.db"))
        : OpenPostgres.empty();
  }

  /** The store in it. */
  public Store store(Database database, InstantSource clock) {
    return store(database, Embedder.of(new TestCipher(), SubjectFilter::read), clock);
  }

  /** The store in it, for this program. */
  public Store store(Database database, Embedder embedder, InstantSource clock) {
    return this == SQLITE
        ? SqliteStore.open(database, embedder, clock)
        : PostgresStore.open(database, embedder, clock, Node.named("tested"));
  }

  /** The same with what it works with inside, and with these limits. */
  public Opened opened(
      Database database, Embedder embedder, InstantSource clock, StoreLimits limits) {
    return this == SQLITE
        ? SqliteFixture.opened(database, embedder, clock, limits)
        : OpenPostgres.opened(database, embedder, clock, limits);
  }

  /** A store, and what it works with. */
  public record Opened(Store store, StoreContext context) {}

  /** An empty one, whose stores are checked. */
  public Succession succession(Path folder, StoreLimits limits) {
    return this == SQLITE
        ? new SqliteSuccession(folder.resolve("store.db"), limits)
        : new PostgresSuccession(limits);
  }
}
