package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreContext;
import java.nio.file.Path;
import java.time.InstantSource;

/** A store with tiny limits, and what its parts share. */
public record OpenStore(CheckedDatabase database, Store store, StoreContext context) {

  /** An empty one. */
  public static OpenStore in(Path folder, InstantSource clock) {
    var database = new CheckedDatabase(SqliteFixture.database(folder.resolve("store.db")));
    var opened =
        SqliteStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            CheckedDatabase.TINY);
    database.check(opened.context());
    return new OpenStore(database, opened.store(), opened.context());
  }
}
