package dev.carillon.server.platform.audit;

import dev.carillon.server.testing.TestDatabase;
import org.junit.jupiter.api.Tag;

@Tag("long")
class AuditOnPostgresTest extends AuditRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
