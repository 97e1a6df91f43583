package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.LogMomentsContract;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;

class PostgresLogMomentsTest extends LogMomentsContract {

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newDatabase());
  }

  @Override
  protected Store store(Database database, ManualClock clock) {
    return PostgresStore.open(
        database, new TestCipher(), SubjectFilter::read, clock, Node.named("tested"));
  }
}
