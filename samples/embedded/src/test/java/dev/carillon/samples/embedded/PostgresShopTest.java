package dev.carillon.samples.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresShopTest extends ShopRules {

  private static EmbeddedPostgres postgres;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            // a killed client's transaction ends soon, even while a statement sleeps
            .setServerConfig("client_connection_check_interval", "200ms")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  /** In a transaction that the shop began itself each delivery has a row at once. */
  @Test
  void aKillBeforeTheDeliveriesAreWrittenTakesTheEventWithIt() throws Exception {
    killedIn("deliveries");
  }

  @Override
  Books newBooks(Path folder) throws SQLException {
    String name = "shop_" + ++databases;
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return Books.postgres(postgres.getJdbcUrl("postgres", name));
  }
}
