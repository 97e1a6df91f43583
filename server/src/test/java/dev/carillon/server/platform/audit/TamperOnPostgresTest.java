package dev.carillon.server.platform.audit;

import dev.carillon.server.testing.TestDatabase;
import org.junit.jupiter.api.Tag;

/** An audit log in PostgreSQL. */
@Tag("long")
class TamperOnPostgresTest extends TamperRules {

  @Override
  String database() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
