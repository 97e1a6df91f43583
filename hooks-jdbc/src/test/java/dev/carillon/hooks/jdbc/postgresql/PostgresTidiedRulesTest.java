package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreRulesContract;
import dev.carillon.hooks.testkit.StoreUnderTest;

/** The same where everything is filed, spilled and looked through after each transaction. */
class PostgresTidiedRulesTest extends StoreRulesContract {

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
