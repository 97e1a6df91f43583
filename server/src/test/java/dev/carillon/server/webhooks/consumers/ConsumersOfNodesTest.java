package dev.carillon.server.webhooks.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of one consumer share its events, whichever of three nodes each asks. */
class ConsumersOfNodesTest {

  private static final int ASSETS = 8;
  private static final int CHANGES = 6;
  private static final String CONSUMER =
      """
      {"name": "shared", "delivery": "pull", "ordering": "asset", "metadataToReturn": [],
       "changedMetadataToReturn": ["description"], "triggerMetadataFields": ["description"],
       "eventTypes": ["asset_update_metadata"]}
      """;

  @TempDir private Path folder;

  @Test
  void eachEventGoesToOneReaderAndThoseOfAnAssetComeInOrder() throws Exception {
    try (TestCluster cluster = new TestCluster(folder, 3)) {
      cluster.node(0).admin().json("POST", "/services/admin/webhook", CONSUMER).is(201);
      Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
      Set<String> ids = ConcurrentHashMap.newKeySet();
      AtomicInteger twice = new AtomicInteger();
      AtomicInteger read = new AtomicInteger();
      List<CompletableFuture<?>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        TestClient reader = cluster.node(i).admin();
        reader.get("/api/consumers/shared").is(200);
        readers.add(
            CompletableFuture.runAsync(
                () -> {
                  String ack = "";
                  while (read.get() < ASSETS * CHANGES || !ack.isEmpty()) {
                    JsonNode page =
                        reader
                            .get("/api/consumers/shared/events?max=3&wait=1&ack=" + ack)
                            .is(200)
                            .json();
                    for (JsonNode event : page.path("events")) {
                      twice.addAndGet(ids.add(event.path("id").asText()) ? 0 : 1);
                      seen.computeIfAbsent(
                              event.path("payload").path("assetId").asText(),
                              id -> new ArrayList<>())
                          .add(change(event));
                      read.incrementAndGet();
                    }
                    ack = page.path("ack").asText("");
                    ack = ack.equals("null") ? "" : ack;
                  }
                }));
      }
      change(cluster);
      for (CompletableFuture<?> reader : readers) {
        reader.get();
      }

      assertThat(twice).hasValue(0);
      assertThat(seen).hasSize(ASSETS);
      assertThat(seen.values())
          .allSatisfy(changes -> assertThat(changes).containsExactly(0, 1, 2, 3, 4, 5));
      JsonNode state = cluster.node(2).admin().get("/api/consumers/shared").is(200).json();
      assertThat(state.path("pending").asInt()).isZero();
      assertThat(state.path("lost").asInt()).isZero();
    }
  }

  /** Each change of an asset is made through another node than the one before. */
  private static void change(TestCluster cluster) {
    List<String> assets = new ArrayList<>();
    for (int i = 0; i < ASSETS; i++) {
      assets.add(cluster.node(i % 3).admin().newAsset("/Zone", "asset-" + i + ".txt"));
    }
    for (int change = 0; change < CHANGES; change++) {
      for (int i = 0; i < ASSETS; i++) {
        String body = "{\"description\": \"change %d\"}".formatted(change);
        cluster
            .node((i + change) % 3)
            .admin()
            .form("/services/update", "id", assets.get(i), "metadata", body)
            .is(200);
      }
    }
  }

  private static int change(JsonNode event) {
    String text =
        event.path("payload").path("changedMetadata").path("description").path("newValue").asText();
    return Integer.parseInt(text.substring("change ".length()));
  }
}
