package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreRulesContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import org.junit.jupiter.api.Tag;

/** The same as {@link PooledStoreTest} for the rules of a store. */
@Tag("long")
@Tag("faults")
@Tag("k11")
@CountedRun("k11.rules")
class PooledStoreRulesTest extends StoreRulesContract {

  private final PostgresSuccession owners =
      new PostgresSuccession(StoreLimits.DEFAULT, PgBouncer::pool, TableNames.prefixed("hooks_"));

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
