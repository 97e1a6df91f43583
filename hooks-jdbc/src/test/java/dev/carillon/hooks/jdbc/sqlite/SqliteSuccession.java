package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;
import java.nio.file.Path;

/** Opens the same file again and again: the lock lets one process have it at a time. */
record SqliteSuccession(Path file, TestCipher cipher) {

  static SqliteSuccession in(Path folder) {
    return new SqliteSuccession(folder.resolve("store.db"), new TestCipher());
  }

  StoreUnderTest open(ManualClock clock) {
    return on(SqliteFixture.database(file), clock);
  }

  StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.close();
    return on(SqliteDatabase.open(file), clock);
  }

  private StoreUnderTest on(SqliteDatabase database, ManualClock clock) {
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    return new JdbcStoreUnderTest(
        database, SqliteStore.open(database, embedder, clock), announcer, () -> new byte[0]);
  }
}
