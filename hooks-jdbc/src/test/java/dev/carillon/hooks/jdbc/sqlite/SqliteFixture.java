package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Scripts;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.time.InstantSource;
import org.sqlite.SQLiteDataSource;

/** Opens files with tables in them. */
final class SqliteFixture {

  private SqliteFixture() {}

  static SqliteDatabase database(Path file) {
    SqliteDatabase database = SqliteDatabase.open(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    Scripts.run(source, "sqlite");
    return database;
  }

  static Store store(SqliteDatabase database, TestCipher cipher, InstantSource clock) {
    return SqliteStore.open(database, cipher, SubjectFilter::read, clock);
  }
}
