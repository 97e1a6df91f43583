package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A built-in receiver catches what any node sends, and any node shows it. */
class ReceiversOfSeveralNodesTest {

  @TempDir private Path folder;

  @Test
  void whatEitherNodeSendsIsCaughtAndShownByBoth() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      TestClient one = cluster.node(0).admin();
      TestClient other = cluster.node(1).admin();
      JsonNode made = one.json("POST", "/api/inspectors", "{}").is(201).json();
      String path = "/api/inspectors/" + made.path("id").asText();
      assertThat(other.get(path).is(200).json().path("url")).isEqualTo(made.path("url"));

      // through the other node, which has only just heard of it
      register(other, made.path("url").asText());
      one.newAsset("/Zone", "one.txt");
      other.newAsset("/Zone", "other.txt");
      for (TestClient asked : List.of(one, other)) {
        Await.until("both are shown", () -> requests(asked, path).size() == 2);
        assertThat(requests(asked, path))
            .allMatch(request -> request.path("signature").asText().equals("valid"));
      }
      assertThat(tested(one, made)).isEqualTo(200);
      assertThat(tested(other, made)).isEqualTo(200);

      other.json("PATCH", path, "{\"status\": 503}").is(200);
      assertThat(tested(other, made)).isEqualTo(503);
      Await.until("the first node responds so, too", () -> tested(one, made) == 503);

      assertThat(requests(one, path)).hasSizeGreaterThan(4);
      other.bare("DELETE", path + "/requests").is(204);
      Await.until("gone", () -> requests(one, path).isEmpty());
      one.bare("DELETE", path).is(204);
      other.get(path).is(404);
      assertThat(one.get("/api/inspectors").json().path("items")).isEmpty();
    }
  }

  private static void register(TestClient client, String url) {
    client
        .json(
            "POST",
            "/services/admin/webhook",
            "{\"name\": \"w\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]}".formatted(url))
        .is(201);
  }

  private static int tested(TestClient client, JsonNode inspector) {
    return client
        .json("POST", "/api/tests", "{\"url\":\"" + inspector.path("url").asText() + "\"}")
        .ok()
        .at("/status")
        .asInt();
  }

  private static List<JsonNode> requests(TestClient client, String path) {
    return client.get(path + "/requests").is(200).json().path("items").valueStream().toList();
  }
}
