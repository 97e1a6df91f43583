package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.AlternatingContract;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PackedSqliteAlternatingTest extends AlternatingContract {

  @TempDir Path folder;

  @Override
  protected Database open() {
    return PackedFixture.database(folder.resolve("store.db"));
  }

  @Override
  protected Store store(Database database, Embedder embedder, ManualClock clock) {
    return PackedSqliteStore.open(database, embedder, clock, StoreLimits.DEFAULT);
  }
}
