package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
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
 * The server is killed while events are held for a batch: none is lost, and their order is kept.
 */
@Tag("long")
@Tag("faults")
class KilledBatchesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLS = 2;
  private static final int CHANGES = 12;

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
            subscribe(client, receiver);
            asset = created(client);
          }
          for (int change = 0; change < CHANGES; change++) {
            String status = "life " + life + " change " + change;
            Map<String, String> form =
                Map.of("id", asset, "metadata", "{\"status\":\"" + status + "\"}");
            client.post("/services/update", form).accepted();
            changed.add(status);
          }
          if (life < KILLS) {
            server.kill();
          } else {
            assertThat(received(receiver, changed.size())).isEqualTo(changed);
          }
        }
      }
    }
  }

  private static void subscribe(Client client, ScriptedReceiver receiver) throws Exception {
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
                Map.of("maxEvents", 5, "maxSeconds", 1)))
        .accepted();
  }

  private static String created(Client client) throws Exception {
    return client
        .post("/services/create", Map.of("assetPath", "/killed/one.txt"))
        .accepted()
        .path("id")
        .asText();
  }

  /** The values of so many events; a batch that comes again has the same id. */
  private static List<String> received(ScriptedReceiver receiver, int count) {
    Set<String> batches = new HashSet<>();
    List<String> values = new ArrayList<>();
    while (values.size() < count) {
      Received request = receiver.next(PATIENCE);
      if (batches.add(request.header("webhook-id").orElseThrow())) {
        for (JsonNode event : Recorder.json(request)) {
          values.add(event.at("/changedMetadata/status/newValue").asText());
        }
      }
    }
    return values;
  }
}
