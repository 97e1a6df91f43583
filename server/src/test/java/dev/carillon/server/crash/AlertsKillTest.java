package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it tells a channel of an alert, and after it has. */
@Tag("long")
class AlertsKillTest {

  /** What a killed node was sending is left to others after a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path temp;
  private final CountDownLatch killed = new CountDownLatch(1);

  @OnEachDatabase
  void whatWasTakenIsToldOnceMoreOnlyIfThatCouldNotBeStored(TestDatabase database)
      throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    Script hanging =
        (request, out, socket) -> {
          killed.await();
          return Script.status(200).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(hanging)) {
      try (ServerProcess server = home.start()) {
        assertThat(set(server, receiver.url(), "No backup").ok()).isTrue();
        assertThat(receiver.next(PATIENCE).text()).contains("No backup: Backup");
        server.kill();
      }
      killed.countDown();
      try (ServerProcess server = home.start()) {
        assertThat(receiver.next(PATIENCE).text()).contains("No backup: Backup");
        Client client = server.client();
        Await.until("it is stored", () -> !told(client, 0).isEmpty());
        server.kill();
      }
      try (ServerProcess server = home.start()) {
        assertThat(set(server, receiver.url(), "No backup", "Later").ok()).isTrue();
        Client client = server.client();
        Await.until("it has looked", () -> !told(client, 1).isMissingNode());
        assertThat(receiver.rest()).isEmpty();
      }
    }
  }

  @OnEachDatabase
  void anEventIsRecordedOnceAndDeliveredAgainWhereItsDeliveryWasNotSettled(TestDatabase database)
      throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("events"));
    Script hanging =
        (request, out, socket) -> {
          killed.await();
          return Script.status(200).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(hanging)) {
      String delivery;
      try (ServerProcess server = home.start()) {
        server
            .client()
            .postJson(
                "/services/admin/webhook",
                Map.of(
                    "name",
                    "programs",
                    "url",
                    receiver.url(),
                    "eventTypes",
                    List.of(),
                    "operationalEvents",
                    List.of("alert.began", "alert.ended")))
            .accepted();
        assertThat(set(server, Map.of("name", "ops", "type", "events"), "No backup").ok()).isTrue();
        Received began = receiver.next(PATIENCE);
        assertThat(began.text()).contains("\"alert.began\"", "\"No backup\"");
        delivery = began.header("webhook-id").orElseThrow();
        server.kill();
      }
      killed.countDown();
      try (ServerProcess server = home.start()) {
        assertThat(receiver.next(PATIENCE).header("webhook-id")).contains(delivery);
        Client client = server.client();
        assertThat(set(server, Map.of("name", "ops", "type", "events"), "No backup", "Later").ok())
            .isTrue();
        assertThat(receiver.next(PATIENCE).text()).contains("\"Later\"");
        assertThat(client.call("GET /api/events?type=alert.began").accepted().path("items"))
            .extracting(event -> event.path("payload").path("rule").asText())
            .containsExactlyInAnyOrder("No backup", "Later");
        assertThat(receiver.rest()).isEmpty();
      }
    }
  }

  private static Client.Answer set(ServerProcess server, String url, String... rules)
      throws IOException {
    return set(server, Map.of("name", "ops", "type", "slack", "url", url), rules);
  }

  private static Client.Answer set(
      ServerProcess server, Map<String, String> channel, String... rules) throws IOException {
    return server
        .client()
        .putJson(
            "/api/alerts",
            Map.of(
                "channels",
                List.of(channel),
                "rules",
                List.of(rules).stream()
                    .map(
                        name ->
                            Map.of(
                                "name",
                                name,
                                "when",
                                "backupOlderThan",
                                "channels",
                                List.of("ops")))
                    .toList()));
  }

  private static JsonNode told(Client client, int alert) {
    try {
      JsonNode alerts = client.call("GET /api/alerts").accepted().path("state").path("alerts");
      return alerts.path(alert).path("notified");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
