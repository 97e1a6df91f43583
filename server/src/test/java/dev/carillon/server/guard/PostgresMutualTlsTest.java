package dev.carillon.server.guard;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresMutualTlsTest extends MutualTlsTest {

  private static EmbeddedPostgres postgres;

  private String name = "";

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @Override
  Map<String, String> database() throws Exception {
    name = "tls_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return Map.of("database", postgres.getJdbcUrl("postgres", name));
  }

  @Override
  String stored() throws Exception {
    try (var connection = postgres.getDatabase("postgres", name).getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select client_certificate, encode(client_key, 'hex') from webhooks")) {
      row.next();
      byte[] key = HexFormat.of().parseHex(row.getString(2));
      return row.getString(1) + new String(key, StandardCharsets.ISO_8859_1);
    }
  }
}
