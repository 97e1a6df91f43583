package dev.carillon.server.files;

import dev.carillon.server.testing.TestDatabase;

class PreviewRulesOnPostgresTest extends PreviewRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
