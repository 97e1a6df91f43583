package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreHistoryContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import org.junit.jupiter.api.Tag;

/** The same as {@link PooledStoreTest} for the history of a store. */
@Tag("long")
@Tag("faults")
@Tag("k11")
@CountedRun("k11.history")
class PooledStoreHistoryTest extends StoreHistoryContract {

  private final PostgresSuccession owners =
      new PostgresSuccession(StoreLimits.DEFAULT, PgBouncer::pool, TableNames.PLAIN);

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
