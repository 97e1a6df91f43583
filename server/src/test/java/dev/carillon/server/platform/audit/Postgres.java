package dev.carillon.server.platform.audit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;

/** A PostgreSQL that syncs, for one test class. */
record Postgres(EmbeddedPostgres running) implements AutoCloseable {

  static Postgres start() throws IOException {
    return new Postgres(
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start());
  }

  /** A new database. */
  String fresh() throws SQLException {
    String name = "audit_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = running.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return running.getJdbcUrl("postgres", name);
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
