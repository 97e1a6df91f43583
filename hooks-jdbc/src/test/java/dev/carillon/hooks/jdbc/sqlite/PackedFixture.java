package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.Scripts;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;
import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/** Opens packed stores in one file, one after the other. */
record PackedFixture(Path file, TestCipher cipher, StoreLimits limits) {

  static PackedFixture in(Path folder) {
    return new PackedFixture(folder.resolve("packed.db"), new TestCipher(), StoreLimits.DEFAULT);
  }

  static SqliteDatabase database(Path file) {
    SqliteDatabase database = SqliteDatabase.open(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    Scripts.run(source, "packed/sqlite");
    return database;
  }

  StoreUnderTest open(ManualClock clock) {
    return on(database(file), clock);
  }

  StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.close();
    return on(SqliteDatabase.open(file), clock);
  }

  private StoreUnderTest on(SqliteDatabase database, ManualClock clock) {
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    Store store = PackedSqliteStore.open(database, embedder, clock, limits);
    return new JdbcStoreUnderTest(database, store, announcer, () -> new byte[0]);
  }
}
