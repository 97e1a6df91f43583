package dev.carillon.server.webhooks;

import dev.carillon.server.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresRecoverJobsOverHttpTest extends RecoverJobsOverHttpTest {

  @Override
  Map<String, String> database() {
    return Map.of("database", TestDatabase.POSTGRESQL.fresh());
  }
}
