package dev.carillon.server.platform.audit;

import dev.carillon.server.testing.TestDatabase;

/** An audit log in PostgreSQL. */
class TamperOnPostgresTest extends TamperRules {

  @Override
  String database() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
