package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same where everything is filed, spilled and looked through after each transaction. */
class SqliteTidiedStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return SqliteSuccession.tidying(folder).open(clock);
  }
}
