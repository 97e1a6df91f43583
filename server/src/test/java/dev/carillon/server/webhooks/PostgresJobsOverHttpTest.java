package dev.carillon.server.webhooks;

import dev.carillon.server.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresJobsOverHttpTest extends JobsOverHttpTest {

  @Override
  Map<String, String> database() {
    return Map.of("database", TestDatabase.POSTGRESQL.fresh());
  }
}
