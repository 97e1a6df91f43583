package dev.carillon.server.files;

import dev.carillon.server.testing.TestDatabase;
import org.junit.jupiter.api.Tag;

@Tag("long")
class ExternalFailureRulesOnPostgresTest extends ExternalFailureRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
