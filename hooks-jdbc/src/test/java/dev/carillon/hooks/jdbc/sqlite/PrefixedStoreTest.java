package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store whose tables have a prefix. */
class PrefixedStoreTest extends StoreContract {

  @TempDir private Path folder;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new SqliteSuccession(
            folder.resolve("store.db"), StoreLimits.DEFAULT, TableNames.prefixed("hooks_"))
        .open(clock);
  }
}
