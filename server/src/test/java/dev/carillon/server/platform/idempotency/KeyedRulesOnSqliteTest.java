package dev.carillon.server.platform.idempotency;

import dev.carillon.server.accounts.Lodge;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class KeyedRulesOnSqliteTest extends KeyedRules {

  @TempDir private Path home;

  @Override
  Lodge open() {
    return new Lodge(home, "");
  }
}
