package dev.carillon.server.operations.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database: it does not matter which of them a caller asks. */
class SeveralNodesTest {

  @TempDir private Path folder;

  @Test
  void eachFindsWhatTheOtherChanged() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      TestClient one = cluster.node(0).admin();
      TestClient other = cluster.node(1).admin();

      String id = one.newAsset("/Zone", "a.txt");
      assertThat(found(one, "id:" + id)).isEqualTo(1);
      Await.until("the other node finds the asset", () -> found(other, "id:" + id) == 1);

      other.form("/services/update", "id", id, "metadata", "{\"cf_mood\": \"calm\"}").is(200);
      assertThat(found(other, "cf_mood:calm")).isEqualTo(1);
      Await.until("the first node finds the new field", () -> found(one, "cf_mood:calm") == 1);

      one.form("/services/remove", "folderPath", "/Zone").is(200);
      assertThat(found(one, "id:" + id)).isZero();
      Await.until("the other node misses the asset", () -> found(other, "id:" + id) == 0);
    }
  }

  @Test
  void eachListsBothAndADrainedOneEnds() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      TestServer first = cluster.node(0);
      TestServer second = cluster.node(1);
      Await.until("both report", () -> reporting(first).size() == 2);
      List<JsonNode> seen = reporting(second);
      assertThat(seen).allMatch(node -> node.path("version").asText().length() > 0);
      assertThat(seen).extracting(node -> node.path("address").asText())
          .containsExactlyInAnyOrder(first.url(), second.url());
      JsonNode answering = answering(second);
      assertThat(answering.path("address").asText()).isEqualTo(second.url());
      String id = answering.path("id").asText();

      first.admin().post("/api/nodes/999999/drain").is(404);
      first.newUser("user").post("/api/nodes/" + id + "/drain").is(403);
      first.admin().post("/api/nodes/" + id + "/drain").is(204);

      Await.until("the node has ended", () -> !state(first, id).equals("live") && !state(first, id).equals("leaving"));
      assertThat(reporting(first)).hasSize(1);
      String asset = first.admin().newAsset("/Zone", "a.txt");
      assertThat(found(first.admin(), "id:" + asset)).isEqualTo(1);
    }
  }

  private static int found(TestClient client, String query) {
    return client.get("/services/search", "q", query).is(200).json().path("totalHits").asInt();
  }

  /** The live nodes that have said how they are. */
  private static List<JsonNode> reporting(TestServer asked) {
    return nodes(asked).stream()
        .filter(node -> node.path("state").asText().equals("live"))
        .filter(node -> !node.path("seenAt").isNull())
        .toList();
  }

  private static JsonNode answering(TestServer asked) {
    return nodes(asked).stream()
        .filter(node -> node.path("answering").asBoolean())
        .findFirst()
        .orElseThrow();
  }

  private static String state(TestServer asked, String id) {
    return nodes(asked).stream()
        .filter(node -> node.path("id").asText().equals(id))
        .map(node -> node.path("state").asText())
        .findFirst()
        .orElse("");
  }

  private static List<JsonNode> nodes(TestServer asked) {
    return asked.admin().get("/api/nodes").is(200).json().path("nodes").valueStream().toList();
  }
}
