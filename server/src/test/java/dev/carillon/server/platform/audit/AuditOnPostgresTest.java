package dev.carillon.server.platform.audit;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AuditOnPostgresTest extends AuditRules {

  private static Postgres postgres;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = Postgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @Override
  String newDatabase() throws SQLException {
    return postgres.fresh();
  }
}
