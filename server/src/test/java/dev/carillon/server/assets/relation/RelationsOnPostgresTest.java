package dev.carillon.server.assets.relation;

import dev.carillon.server.testing.TestDatabase;

class RelationsOnPostgresTest extends RelationRules {

  @Override
  String newDatabase() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
