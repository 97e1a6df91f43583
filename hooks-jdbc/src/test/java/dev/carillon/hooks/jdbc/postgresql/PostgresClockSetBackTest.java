package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.ClockSetBackContract;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;

class PostgresClockSetBackTest extends ClockSetBackContract {

  private final TestCipher cipher = new TestCipher();

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newDatabase());
  }

  @Override
  protected Opened store(Database database, ManualClock clock) {
    Embedder embedder = Embedder.of(cipher, SubjectFilter::read);
    var opened =
        PostgresStore.opened(database, embedder, clock, Node.named("tested"), StoreLimits.DEFAULT);
    return new Opened(opened.store(), opened.context());
  }
}
