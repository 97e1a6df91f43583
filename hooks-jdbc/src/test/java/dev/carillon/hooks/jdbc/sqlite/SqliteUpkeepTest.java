package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.UpkeepContract;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteUpkeepTest extends UpkeepContract {

  @TempDir Path folder;
  private final TestCipher cipher = new TestCipher();

  @Override
  protected Database open() {
    return SqliteFixture.database(folder.resolve("store.db"));
  }

  @Override
  protected Opened store(Database database, ManualClock clock) {
    Embedder embedder = Embedder.of(cipher, SubjectFilter::read);
    var opened = SqliteStore.opened(database, embedder, clock, StoreLimits.DEFAULT);
    return new Opened(opened.store(), opened.context());
  }
}
