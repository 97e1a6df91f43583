package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions that one node changes hold for the webhooks' events that another one records. */
@Tag("long")
class ScopedNodesTest {

  @TempDir private Path home;

  @Test
  void whatOneNodeTakesAwayIsNotSentByAnother() {
    try (TestCluster cluster = new TestCluster(home, 2)) {
      TestClient one = cluster.node(0).admin();
      TestClient other = cluster.node(1).admin();
      cluster.node(0).newUser("vera");
      one.form("/services/createFolder", "path", "/open").is(200);
      allow(one, "V--------");
      try (Recorder vera =
          new Recorder(one, "\"onBehalfOf\": {\"user\": \"vera\"}, " + Recorder.ALL_EVENTS)) {
        Await.until("the other node knows the permission", () -> sees(cluster, 1));
        String seen = other.newAsset("/open", "seen.txt");
        assertThat(vera.event(event -> about(event, seen)).has("assetId")).isTrue();

        allow(one, "---------");
        Await.until("the other node knows that it is gone", () -> !sees(cluster, 1));
        String hidden = other.newAsset("/open", "hidden.txt");
        allow(one, "V--------");
        Await.until("the other node knows that it is back", () -> sees(cluster, 1));
        String again = other.newAsset("/open", "again.txt");

        List<JsonNode> events = vera.until(event -> about(event, again));
        assertThat(events).noneMatch(event -> about(event, hidden));
      }
    }
  }

  private static void allow(TestClient admin, String permissions) {
    admin
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"/open\", \"user\": \"vera\", \"permissions\": \"%s\"}"
                .formatted(permissions))
        .is(200);
  }

  private static boolean sees(TestCluster cluster, int node) {
    return cluster
        .node(node)
        .admin()
        .get("/api/folder-rights", "path", "/open", "user", "vera")
        .is(200)
        .json()
        .path("effective")
        .asText()
        .startsWith("V");
  }

  private static boolean about(JsonNode event, String asset) {
    return event.path("assetId").asText().equals(asset);
  }
}
