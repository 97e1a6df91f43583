package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens files with tables in them. */
public final class SqliteFixture {

  private SqliteFixture() {}

  public static SqliteDatabase database(Path file) {
    return database(file, TableNames.PLAIN);
  }

  static SqliteDatabase database(Path file, TableNames names) {
    SqliteDatabase database = SqliteDatabase.open(file, names);
    Tables.make(database);
    return database;
  }

  static Store store(SqliteDatabase database, TestCipher cipher, InstantSource clock) {
    return SqliteStore.open(database, cipher, SubjectFilter::read, clock);
  }

  /** The store in a database, and what it works with. */
  public static TestDatabase.Opened opened(
      Database database, Embedder embedder, InstantSource clock, StoreLimits limits) {
    var opened = SqliteStore.opened(database, embedder, clock, limits);
    return new TestDatabase.Opened(opened.store(), opened.context());
  }
}
