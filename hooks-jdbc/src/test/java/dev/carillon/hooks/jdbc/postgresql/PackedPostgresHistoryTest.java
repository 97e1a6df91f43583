package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreHistoryContract;
import dev.carillon.hooks.testkit.StoreUnderTest;

class PackedPostgresHistoryTest extends StoreHistoryContract {

  private final PackedPostgresSuccession owners = new PackedPostgresSuccession();

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
