package dev.carillon.server.platform.audit;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An audit log in PostgreSQL. */
class TamperOnPostgresTest extends TamperRules {

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
  String database() throws SQLException {
    return postgres.fresh();
  }
}
