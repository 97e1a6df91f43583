package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.KilledContract;

class PackedPostgresKilledTest extends KilledContract {

  @Override
  protected String place() {
    return Server.ONE.url(Server.ONE.newPackedDatabase());
  }
}
