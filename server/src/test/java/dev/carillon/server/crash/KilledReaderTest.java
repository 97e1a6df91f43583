package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Neither a killed server nor a killed reader loses an event of a consumer, or its order. */
class KilledReaderTest {

  private static final int ASSETS = 6;
  private static final int CHANGES = 8;

  @TempDir private Path temp;

  @SuppressWarnings("NullAway.Init") // each test starts with a server
  private Client client;

  private final List<String> assets = new ArrayList<>();
  private int changed;

  @OnEachDatabase
  void noEventIsLostAndEachAssetsStayInOrder(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    Map<String, List<Integer>> processed = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    try (ServerProcess killed = home.start()) {
      client = killed.client();
      client
          .postJson(
              "/services/admin/webhook",
              Map.of(
                  "name", "reader",
                  "delivery", "pull",
                  "ordering", "asset",
                  "eventTypes", List.of("asset_update_metadata"),
                  "triggerMetadataFields", List.of("description")))
          .accepted();
      create();
      change(CHANGES / 2);
      process(read(7, ""), processed, ids);
      // a reader that was killed: it acknowledges nothing
      assertThat(read(5, "").path("events")).isNotEmpty();
      change(CHANGES / 2);
      killed.kill();
    }
    try (ServerProcess again = home.start()) {
      client = again.client();
      String ack = "";
      while (processed.values().stream().mapToInt(List::size).sum() < changed) {
        JsonNode page = read(4, ack);
        ack = process(page, processed, ids);
      }
      read(1, ack);
      JsonNode state = client.call("GET /api/consumers/reader").accepted();
      assertThat(state.path("pending").asInt()).isZero();
      assertThat(state.path("lost").asInt()).isZero();
    }

    assertThat(processed).hasSize(ASSETS);
    assertThat(processed.values())
        .allSatisfy(changes -> assertThat(changes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7));
  }

  private void create() throws IOException {
    for (int i = 0; i < ASSETS; i++) {
      String path = "/Killed/" + i + ".txt";
      JsonNode made = client.post("/services/create", Map.of("assetPath", path)).accepted();
      assets.add(made.path("id").asText());
    }
  }

  private void change(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      int number = changed / ASSETS;
      for (String asset : assets) {
        client
            .post(
                "/services/update",
                Map.of("id", asset, "metadata", "{\"description\": \"" + number + "\"}"))
            .accepted();
        changed++;
      }
    }
  }

  private JsonNode read(int max, String ack) throws IOException {
    String query = "?wait=5&lease=2&max=" + max + (ack.isEmpty() ? "" : "&ack=" + ack);
    return client.call("GET /api/consumers/reader/events" + query).accepted();
  }

  /** What a reader does that skips what it has processed; what acknowledges all of it. */
  private static String process(
      JsonNode page, Map<String, List<Integer>> processed, Set<String> ids) {
    for (JsonNode event : page.path("events")) {
      if (ids.add(event.path("id").asText())) {
        JsonNode payload = event.path("payload");
        processed
            .computeIfAbsent(payload.path("assetId").asText(), id -> new ArrayList<>())
            .add(payload.path("changedMetadata").path("description").path("newValue").asInt());
      }
    }
    return page.path("ack").isNull() ? "" : page.path("ack").asText();
  }
}
