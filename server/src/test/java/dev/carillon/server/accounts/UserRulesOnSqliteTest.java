package dev.carillon.server.accounts;

import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UserRulesOnSqliteTest extends UserRules {

  @TempDir private Path home;

  @Override
  TestServer open() {
    return new TestServer(home, "");
  }
}
