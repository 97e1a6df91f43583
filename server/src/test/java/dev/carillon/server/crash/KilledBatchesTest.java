package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed while events are held for a batch, or while a batch is halved: none is lost,
 * and their order is kept.
 */
@Tag("long")
@Tag("faults")
class KilledBatchesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLS = 2;
  private static final int CHANGES = 12;

  /** A batch that is halved twice before the receiver takes it. */
  private static final int LARGE = 8;

  private static final int TAKEN = 2;

  @TempDir Path temp;

  @OnEachDatabase
  void whatIsHeldIsSentInItsOrderHoweverOftenTheServerDies(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    List<String> changed = new ArrayList<>();
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String asset = "";
      for (int life = 0; life <= KILLS; life++) {
        try (ServerProcess server = home.start()) {
          Client client = server.client();
          if (asset.isEmpty()) {
            subscribe(client, receiver, Map.of("maxEvents", 5, "maxSeconds", 1));
            asset = created(client);
          }
          for (int change = 0; change < CHANGES; change++) {
            String status = "life " + life + " change " + change;
            change(client, asset, status);
            changed.add(status);
          }
          if (life < KILLS) {
            server.kill();
          } else {
            assertThat(received(receiver, changed.size(), CHANGES)).isEqualTo(changed);
          }
        }
      }
    }
  }

  @OnEachDatabase
  void theHalvesOfOneThatWasTooLargeArriveHoweverOftenTheServerDies(TestDatabase database)
      throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    List<String> changed = new ArrayList<>();
    try (ScriptedReceiver receiver = ScriptedReceiver.start(KilledBatchesTest::takeFew)) {
      String whole;
      try (ServerProcess server = home.start()) {
        Client client = server.client();
        subscribe(client, receiver, Map.of("maxEvents", LARGE, "maxSeconds", 3600));
        String asset = created(client);
        for (int change = 0; change < LARGE; change++) {
          change(client, asset, "change " + change);
          changed.add("change " + change);
        }
        whole = id(smallerThan(LARGE + 1, receiver));
        server.kill();
      }
      String half;
      try (ServerProcess server = home.start()) {
        half = id(smallerThan(LARGE, receiver));
        server.kill();
      }
      try (ServerProcess server = home.start()) {
        assertThat(received(receiver, LARGE, TAKEN)).isEqualTo(changed);
        JsonNode events =
            server.client().call("GET /api/deliveries/" + half + "/events").accepted();
        assertThat(events.path("items")).hasSize(LARGE / 2);
        assertThat(events.path("splitOf").asText()).isEqualTo(whole);
      }
    }
  }

  private static boolean takeFew(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    int status = Recorder.json(request).size() > TAKEN ? 413 : 204;
    return Script.status(status).answer(request, out, socket);
  }

  private static Received smallerThan(int size, ScriptedReceiver receiver) {
    Received request = receiver.next(PATIENCE);
    while (Recorder.json(request).size() >= size) {
      request = receiver.next(PATIENCE);
    }
    return request;
  }

  private static void change(Client client, String asset, String status) throws IOException {
    Map<String, String> form = Map.of("id", asset, "metadata", "{\"status\":\"" + status + "\"}");
    client.post("/services/update", form).accepted();
  }

  private static void subscribe(
      Client client, ScriptedReceiver receiver, Map<String, Integer> batch) throws IOException {
    client
        .postJson(
            "/services/admin/webhook",
            Map.of(
                "name",
                "batches",
                "url",
                receiver.url(),
                "eventTypes",
                List.of("asset_update_metadata"),
                "triggerMetadataFields",
                List.of("status"),
                "ordering",
                "asset",
                "batch",
                batch))
        .accepted();
  }

  private static String created(Client client) throws IOException {
    return client
        .post("/services/create", Map.of("assetPath", "/killed/one.txt"))
        .accepted()
        .path("id")
        .asText();
  }

  private static String id(Received request) {
    return request.header("webhook-id").orElseThrow();
  }

  /** The values of so many events that were taken; a batch that comes again has the same id. */
  private static List<String> received(ScriptedReceiver receiver, int count, int most) {
    Set<String> batches = new HashSet<>();
    List<String> values = new ArrayList<>();
    while (values.size() < count) {
      Received request = receiver.next(PATIENCE);
      JsonNode events = Recorder.json(request);
      if (events.size() <= most && batches.add(id(request))) {
        for (JsonNode event : events) {
          values.add(event.at("/changedMetadata/status/newValue").asText());
        }
      }
    }
    return values;
  }
}
