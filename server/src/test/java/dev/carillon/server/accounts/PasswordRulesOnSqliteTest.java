package dev.carillon.server.accounts;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PasswordRulesOnSqliteTest extends PasswordRules {

  @TempDir private Path home;

  @Override
  Lodge open() {
    return new Lodge(home, "");
  }
}
