package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks that debounce, on behalf of a user. */
class DebouncedViewersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path home;

  @Test
  void whatIsHeldOverARestartIsSentAfterIt() throws InterruptedException {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, "", "ann")) {
      String asset = watched(server, receiver);
      status(server, asset, "one");
      status(server, asset, "two");
      server.stop();
      Thread.sleep(3_500);
      server.start();
      JsonNode sent = Recorder.json(receiver.next(PATIENCE));
      assertThat(sent.at("/changedMetadata/status/newValue").asText()).isEqualTo("two");
    }
  }

  @Test
  void whatMayNotBeSeenAnyMoreIsNotSentAndTheLogSaysWhy() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, "", "ann")) {
      String asset = watched(server, receiver);
      String alone = server.asset("/press/alone.bin");
      status(server, asset, "one");
      status(server, asset, "two");
      status(server, alone, "one");
      server.allow("ann", "/press", "---------");
      for (String one : List.of(asset, alone)) {
        Await.until(() -> "a delivery is cancelled", () -> !cancelled(server, one).isEmpty());
        String id = cancelled(server, one).at("/0/id").asText();
        JsonNode delivery = server.admin().get("/api/deliveries/" + id).is(200).json();
        assertThat(delivery.at("/diagnosis/summary").asText()).contains("may not see");
      }
      assertThat(receiver.rest()).isEmpty();
    }
  }

  private static JsonNode cancelled(RecordedServer server, String asset) {
    return server
        .admin()
        .get("/api/deliveries", "state", "cancelled", "asset", asset)
        .is(200)
        .json()
        .path("items");
  }

  private static String watched(RecordedServer server, ScriptedReceiver receiver) {
    server.folder("/press");
    server.allow("ann", "/press", "VP-------");
    String asset = server.asset("/press/a.bin");
    server
        .admin()
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "quiet", "url": "%s", "metadataToReturn": ["status"],
             "eventTypes": ["asset_update_metadata"], "onBehalfOf": {"user": "ann"},
             "debounceSeconds": 3}\
            """
                .formatted(receiver.url()))
        .is(201);
    return asset;
  }

  private static void status(RecordedServer server, String asset, String status) {
    server
        .admin()
        .form("/services/update", "id", asset, "metadata", "{\"status\":\"" + status + "\"}")
        .is(200);
  }
}
