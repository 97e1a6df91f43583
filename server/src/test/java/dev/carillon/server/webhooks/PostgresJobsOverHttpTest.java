package dev.carillon.server.webhooks;

import dev.carillon.server.testing.TestDatabase;
import java.util.Map;

class PostgresJobsOverHttpTest extends JobsOverHttpTest {

  @Override
  Map<String, String> database() {
    return Map.of("database", TestDatabase.POSTGRESQL.fresh());
  }
}
