package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.AlternatingContract;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;

class PostgresAlternatingTest extends AlternatingContract {

  @Override
  protected Database open() {
    return OpenPostgres.on(Server.ONE.newDatabase());
  }

  @Override
  protected Store store(Database database, Embedder embedder, ManualClock clock) {
    return PostgresStore.open(database, embedder, clock, Node.named("tested"));
  }
}
