package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreContract;
import dev.carillon.hooks.testkit.StoreUnderTest;

class PostgresStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    return new PostgresSuccession().open(clock);
  }
}
