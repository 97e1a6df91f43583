package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.LogMomentsContract;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLogMomentsTest extends LogMomentsContract {

  @TempDir Path folder;

  @Override
  protected Database open() {
    return SqliteSuccession.database(folder.resolve("store.db"));
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return SqliteStore.open(database, Embedder.of(new TestCipher(), SubjectFilter::read), clock);
  }
}
