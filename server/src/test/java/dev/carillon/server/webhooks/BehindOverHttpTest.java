package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer that no program reads needs an administrator. */
class BehindOverHttpTest {

  @TempDir private Path home;

  @Test
  @Tag("long")
  void aConsumerWhoseEventsWaitForMoreThanAnHourIsListedUntilTheyAreAcknowledged()
      throws SQLException {
    String database = TestDatabase.POSTGRESQL.fresh();
    try (TestServer server = new TestServer(home, database)) {
      TestClient admin = server.admin();
      admin
          .json(
              "POST",
              "/services/admin/webhook",
              "{\"name\": \"unread\", \"delivery\": \"pull\", \"eventTypes\": [\"asset_create\"]}")
          .is(201);
      Instant recorded = Instant.now();
      admin.newAsset("/Zone", "one.txt");
      earlier(database, Duration.ofMinutes(59));
      assertThat(attention(admin).path("count").asInt()).isZero();
      earlier(database, Duration.ofMinutes(2));

      JsonNode found = attention(admin);
      assertThat(found.path("count").asInt()).isEqualTo(1);
      JsonNode item = found.at("/items/0");
      assertThat(item.path("name").asText()).isEqualTo("unread");
      assertThat(item.path("reason").asText()).isEqualTo("behind");
      assertThat(item.path("delivery").asText()).isEqualTo("pull");
      assertThat(item.path("backlog").asInt()).isEqualTo(1);
      assertThat(Instant.parse(item.path("since").asText()))
          .isBetween(recorded.minusSeconds(61 * 60 + 5), recorded.minusSeconds(61 * 60 - 60));
      assertThat(item.at("/cause/summary").asText())
          .isEqualTo("No program has acknowledged its oldest event for more than an hour.");
      assertThat(item.at("/cause/nextStep").asText()).contains("A fix cannot fetch them");

      String ack = admin.get("/api/consumers/unread/events").is(200).json().path("ack").asText();
      admin.get("/api/consumers/unread/events", "ack", ack).is(200);
      assertThat(attention(admin).path("count").asInt()).isZero();
    }
  }

  private static JsonNode attention(TestClient admin) {
    return admin.get("/api/attention").is(200).json();
  }

  /** As if what waits had been recorded so much earlier. */
  private static void earlier(String database, Duration by) throws SQLException {
    long micros = by.toMillis() * 1_000;
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update deliveries set due_at = due_at - " + micros + " where state = 0"))
          .isEqualTo(1);
    }
  }
}
