package dev.carillon.server.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The log of a started server, as its super user and as a thief of the database see it. */
record Log(@Nullable RecordedServer server, Path home, String database) {

  /** All entries that a query finds, the newest first. */
  List<JsonNode> entries(String... query) {
    List<JsonNode> all = new ArrayList<>();
    String cursor = "";
    do {
      List<String> pairs = new ArrayList<>(List.of(query));
      pairs.addAll(List.of("limit", "50"));
      if (!cursor.isEmpty()) {
        pairs.addAll(List.of("cursor", cursor));
      }
      JsonNode page = admin().get("/api/audit", pairs.toArray(String[]::new)).is(200).json();
      page.path("items").forEach(all::add);
      cursor = page.path("next").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return all;
  }

  /** The only entry that a query finds. */
  JsonNode entry(String... query) {
    List<JsonNode> all = entries(query);
    if (all.size() != 1) {
      throw new AssertionError(all.toString());
    }
    return all.getFirst();
  }

  JsonNode verify() {
    return admin().json("POST", "/api/audit/verify", "").is(200).json();
  }

  TestClient admin() {
    return Objects.requireNonNull(server).admin();
  }

  /** Changes the database as somebody does who has got hold of it. */
  int spoil(String sql) throws SQLException {
    try (Connection connection = connection();
        var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  /** A value in the database. */
  String look(String sql) throws SQLException {
    try (Connection connection = connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  Connection connection() throws SQLException {
    return DriverManager.getConnection(
        database.isEmpty() ? "jdbc:sqlite:" + home.resolve("data/carillon.db") : database);
  }
}
