package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DeliveryActionsContract;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeliveryActionsTest extends DeliveryActionsContract {

  @TempDir Path folder;

  @Override
  protected Database open() {
    return SqliteFixture.database(folder.resolve("store.db"));
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return SqliteFixture.store((SqliteDatabase) database, new TestCipher(), clock);
  }
}
