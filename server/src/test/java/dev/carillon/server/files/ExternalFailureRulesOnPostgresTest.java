package dev.carillon.server.files;

import dev.carillon.server.testing.TestDatabase;

class ExternalFailureRulesOnPostgresTest extends ExternalFailureRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
