package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed while a webhook with {@code adaptiveConcurrency} probes a receiver that
 * failed, and again while the limit grows: the next server begins with one request, and nothing of
 * the backlog is lost.
 */
@Tag("long")
@Tag("faults")
class KilledProbeTest {

  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final int CONCURRENT_MAX = 8;
  private static final int BACKLOG = 10;
  private static final Duration LONG_ENOUGH = Duration.ofMillis(800);

  @TempDir private Path temp;

  private String webhook = "";

  @OnEachDatabase
  void aReceiverThatFailedGetsOneRequestAtATimeAfterAKillToo(TestDatabase database)
      throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    HeldRequests first = new HeldRequests();
    HeldRequests second = new HeldRequests();
    try (RecordingReceiver receiver = RecordingReceiver.answering(503)) {
      try (ServerProcess server = home.start()) {
        Client client = server.client();
        subscribe(client, receiver);
        create(client, "failed", 1);
        Await.until(() -> status(client).equals("failing"));
        receiver.now(first);
        create(client, "waiting", BACKLOG);
        onTheWire(first, 1);
        server.kill();
      }
      first.end();
      receiver.now(second);
      try (ServerProcess server = home.start()) {
        onTheWire(second, 1);
        second.accept(1);
        onTheWire(second, 2);
        server.kill();
      }
      second.end();
      receiver.now(Script.status(204));
      try (ServerProcess server = home.start()) {
        Client client = server.client();
        Await.until(() -> delivered(client).size() == BACKLOG);
        assertThat(delivered(client)).allMatch(each -> each.path("attempts").asInt() == 1);
        assertThat(status(client)).isNotEqualTo("failing");
      }
      assertThat(receiver.distinct()).isEqualTo(1 + BACKLOG);
      // what was open at a kill comes again, and so may what was accepted and not settled
      assertThat(receiver.count()).isBetween(1 + BACKLOG + 3, 1 + BACKLOG + 4);
      assertThat(receiver.thereMax()).isLessThanOrEqualTo(CONCURRENT_MAX);
    }
  }

  private void subscribe(Client client, RecordingReceiver receiver) throws IOException {
    webhook =
        client
            .postJson(
                WEBHOOKS,
                Map.of(
                    "name",
                    "probed",
                    "url",
                    receiver.url(),
                    "eventTypes",
                    List.of("asset_create"),
                    "maxConcurrent",
                    CONCURRENT_MAX,
                    "retryDelays",
                    List.of("48h"),
                    "failingAfter",
                    1,
                    "disableAfter",
                    -1,
                    "adaptiveConcurrency",
                    true))
            .accepted()
            .path("id")
            .asText();
  }

  private static void create(Client client, String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String path = "/killed/" + name + i + ".txt";
      client.post("/services/create", Map.of("assetPath", path)).accepted();
    }
  }

  /** So many requests come, and no more. */
  private static void onTheWire(HeldRequests held, int requests) {
    Await.until(requests + " requests", () -> held.open() >= requests);
    Await.holds(requests + " requests", LONG_ENOUGH, () -> held.open() == requests);
  }

  private String status(Client client) throws IOException {
    return client.call("GET " + WEBHOOKS + "/" + webhook).accepted().at("/health/status").asText();
  }

  private static List<JsonNode> delivered(Client client) throws IOException {
    return client
        .call("GET /api/deliveries?state=delivered&limit=100")
        .accepted()
        .path("items")
        .valueStream()
        .toList();
  }
}
