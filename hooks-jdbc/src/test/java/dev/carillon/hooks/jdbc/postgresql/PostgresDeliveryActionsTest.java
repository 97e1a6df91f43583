package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DeliveryActionsContract;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;

class PostgresDeliveryActionsTest extends DeliveryActionsContract {

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newDatabase());
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return PostgresStore.open(
        database, Embedder.of(new TestCipher(), SubjectFilter::read), clock, Node.named("tested"));
  }

  @Override
  protected String payloadsQuery() {
    return "select coalesce(sum(length(payloads)), 0) from events";
  }
}
