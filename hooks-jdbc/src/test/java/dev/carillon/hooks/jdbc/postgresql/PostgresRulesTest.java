package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreRulesContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresRulesTest extends StoreRulesContract {

  private final PostgresSuccession owners = new PostgresSuccession();

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
