package dev.carillon.server.accounts;

import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class UserRulesOnPostgresTest extends UserRules {

  @TempDir private Path home;

  @Override
  TestServer open() {
    return new TestServer(home, TestDatabase.POSTGRESQL.fresh());
  }
}
