package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;

/**
 * Opens one database with packed stores as one node after another. The one before keeps its
 * connections and may still try; only its lease has ended.
 */
final class PackedPostgresSuccession {

  private final TestCipher cipher = new TestCipher();
  private final String database = Server.ONE.newPackedDatabase();
  private int nodes;

  StoreUnderTest open(ManualClock clock) {
    OpenPostgres opened = OpenPostgres.on(database);
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    return new JdbcStoreUnderTest(
        opened,
        PackedPostgresStore.open(
            opened, embedder, clock, Node.named("node " + nodes++), StoreLimits.DEFAULT),
        announcer,
        () -> new byte[0]);
  }

  StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.ports().lease().release();
    return open(clock);
  }
}
