package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens files with tables in them. */
public final class SqliteFixture {

  private SqliteFixture() {}

  public static SqliteDatabase database(Path file) {
    SqliteDatabase database = SqliteDatabase.open(file);
    Tables.make(database);
    return database;
  }

  static Store store(SqliteDatabase database, TestCipher cipher, InstantSource clock) {
    return SqliteStore.open(database, cipher, SubjectFilter::read, clock);
  }
}
