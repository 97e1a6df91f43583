package dev.carillon.server.platform.idempotency;

import dev.carillon.server.accounts.Lodge;
import dev.carillon.server.accounts.Postgres;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class KeyedRulesOnPostgresTest extends KeyedRules {

  @TempDir private Path home;

  @Override
  Lodge open() {
    return new Lodge(home, Postgres.fresh());
  }
}
