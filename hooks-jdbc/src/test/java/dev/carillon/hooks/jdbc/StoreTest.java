package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@OnEachDatabase
class StoreTest extends StoreContract {

  @Parameter private TestDatabase database;
  @TempDir private Path folder;

  /** What the store goes by. */
  StoreLimits limits() {
    return StoreLimits.DEFAULT;
  }

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return database.succession(folder, limits()).open(clock);
  }
}
