package dev.carillon.hooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreHistoryContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@OnEachDatabase
class StoreHistoryTest extends StoreHistoryContract {

  @Parameter private TestDatabase database;
  @TempDir private Path folder;
  private @Nullable Succession owners;

  /** What the store goes by. */
  StoreLimits limits() {
    return StoreLimits.DEFAULT;
  }

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    Succession first = database.succession(folder, limits());
    owners = first;
    return first.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return requireNonNull(owners).next(before, clock);
  }
}
