package dev.carillon.server.assets.relation;

import dev.carillon.server.testing.TestDatabase;
import org.junit.jupiter.api.Tag;

@Tag("long")
class RelationsOnPostgresTest extends RelationRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
