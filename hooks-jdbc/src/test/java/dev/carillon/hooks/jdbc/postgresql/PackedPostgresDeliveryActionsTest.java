package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.DeliveryActionsContract;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;

class PackedPostgresDeliveryActionsTest extends DeliveryActionsContract {

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newPackedDatabase());
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return PackedPostgresStore.open(
        database,
        Embedder.of(new TestCipher(), SubjectFilter::read),
        clock,
        Node.named("tested"),
        StoreLimits.DEFAULT);
  }

  @Override
  protected String payloadsQuery() {
    return "select coalesce(sum(length(payloads)), 0) from events";
  }
}
