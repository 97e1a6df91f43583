package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreHistoryContract;
import dev.carillon.hooks.testkit.StoreUnderTest;

/** The same where everything is filed, spilled and looked through after each transaction. */
class PostgresTidiedHistoryTest extends StoreHistoryContract {

  private final PostgresSuccession owners = PostgresSuccession.tidying();

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
