package dev.carillon.server.files;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;

class ExternalRulesOnPostgresTest extends ExternalRules {

  private final EmbeddedPostgres postgres;

  ExternalRulesOnPostgresTest() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  @Override
  String newDatabase() throws IOException, SQLException {
    String name = "external_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return postgres.getJdbcUrl("postgres", name);
  }
}
