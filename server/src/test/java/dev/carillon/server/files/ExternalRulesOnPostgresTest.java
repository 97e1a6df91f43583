package dev.carillon.server.files;

import dev.carillon.server.testing.TestDatabase;

class ExternalRulesOnPostgresTest extends ExternalRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
