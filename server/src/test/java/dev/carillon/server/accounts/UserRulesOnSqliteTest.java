package dev.carillon.server.accounts;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UserRulesOnSqliteTest extends UserRules {

  @TempDir private Path home;

  @Override
  Lodge open() {
    return new Lodge(home, "");
  }
}
