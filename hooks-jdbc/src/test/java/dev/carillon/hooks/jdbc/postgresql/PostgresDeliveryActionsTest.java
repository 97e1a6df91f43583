package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DeliveryActionsContract;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;

class PostgresDeliveryActionsTest extends DeliveryActionsContract {

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newDatabase());
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return ((OpenPostgres) database).store(clock, Node.named("tested"));
  }
}
