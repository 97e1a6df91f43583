package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import org.junit.jupiter.api.Tag;

/** The contract of a store whose tables have a prefix, through PgBouncer in transaction mode. */
@Tag("long")
@Tag("faults")
@Tag("k11")
@CountedRun("k11.store")
class PooledStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new PostgresSuccession(
            StoreLimits.DEFAULT, PgBouncer::pool, TableNames.prefixed("hooks_"))
        .open(clock);
  }
}
