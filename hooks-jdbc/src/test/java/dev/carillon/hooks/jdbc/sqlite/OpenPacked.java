package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.PackedContext;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.time.InstantSource;

/** A packed store with tiny limits, and what its parts share. */
public record OpenPacked(CheckedDatabase database, Store store, PackedContext context) {

  /** An empty one. */
  public static OpenPacked in(Path folder, InstantSource clock) {
    var database = new CheckedDatabase(PackedFixture.database(folder.resolve("packed.db")));
    var opened =
        PackedSqliteStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            CheckedDatabase.TINY);
    database.check(opened.context());
    return new OpenPacked(database, opened.store(), opened.context());
  }
}
