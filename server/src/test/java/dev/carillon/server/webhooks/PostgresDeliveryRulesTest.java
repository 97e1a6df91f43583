package dev.carillon.server.webhooks;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresDeliveryRulesTest extends DeliveryRules {

  @Override
  StoreHome home(Path dir) {
    return PostgresHome.in(dir);
  }
}
