package dev.carillon.server.delivery;

import java.nio.file.Path;

class SqliteDeliveryRulesTest extends DeliveryRules {

  @Override
  Home home(Path dir) {
    return new SqliteHome(dir);
  }
}
