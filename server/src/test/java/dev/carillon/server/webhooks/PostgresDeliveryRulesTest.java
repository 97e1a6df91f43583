package dev.carillon.server.webhooks;

import java.nio.file.Path;

class PostgresDeliveryRulesTest extends DeliveryRules {

  @Override
  StoreHome home(Path dir) {
    return PostgresHome.in(dir);
  }
}
