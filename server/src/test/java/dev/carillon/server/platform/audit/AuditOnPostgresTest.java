package dev.carillon.server.platform.audit;

import dev.carillon.server.testing.TestDatabase;

class AuditOnPostgresTest extends AuditRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
