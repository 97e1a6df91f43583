package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.Recorder;
import java.nio.file.Path;
import java.time.Duration;
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
      Thread.sleep(1_500);
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
      status(server, asset, "one");
      status(server, asset, "two");
      server.allow("ann", "/press", "---------");
      String path = "/api/deliveries";
      Await.until(
          () -> "a delivery is cancelled",
          () ->
              !server
                  .admin()
                  .get(path, "state", "cancelled")
                  .is(200)
                  .json()
                  .path("items")
                  .isEmpty());
      JsonNode items = server.admin().get(path, "state", "cancelled").is(200).json();
      String id = items.at("/items/0/id").asText();
      JsonNode delivery = server.admin().get(path + "/" + id).is(200).json();
      assertThat(delivery.at("/diagnosis/summary").asText()).contains("may not see");
      assertThat(receiver.rest()).isEmpty();
    }
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
             "debounceSeconds": 1}"""
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
