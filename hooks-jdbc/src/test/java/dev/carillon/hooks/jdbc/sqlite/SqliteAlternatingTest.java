package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.AlternatingContract;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAlternatingTest extends AlternatingContract {

  @TempDir Path folder;

  @Override
  protected Database open() {
    return SqliteSuccession.database(folder.resolve("store.db"));
  }

  @Override
  protected Store store(Database database, Embedder embedder, ManualClock clock) {
    return SqliteStore.open(database, embedder, clock);
  }
}
