package dev.carillon.hooks.jdbc.sqlite;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreHistoryContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The same where everything is filed, spilled and looked through after each transaction. */
class SqliteTidiedHistoryTest extends StoreHistoryContract {

  @TempDir Path folder;
  private @Nullable SqliteSuccession owners;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    SqliteSuccession first = SqliteSuccession.tidying(folder);
    owners = first;
    return first.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return requireNonNull(owners).next(before, clock);
  }
}
