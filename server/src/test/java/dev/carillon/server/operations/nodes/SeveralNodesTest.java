package dev.carillon.server.operations.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

      other.json("POST", "/api/trash/restore", "{\"ids\": [\"" + id + "\"]}").is(200);
      assertThat(found(other, "id:" + id)).isEqualTo(1);
      Await.until("the first node finds it again", () -> found(one, "id:" + id) == 1);
      assertThat(one.get("/api/trash").ok().path("items")).isEmpty();
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
      assertThat(seen)
          .extracting(node -> node.path("address").asText())
          .containsExactlyInAnyOrder(first.url(), second.url());
      JsonNode answering = answering(second);
      assertThat(answering.path("address").asText()).isEqualTo(second.url());
      String id = answering.path("id").asText();

      first.admin().post("/api/nodes/999999/drain").is(404);
      first.newUser("user").post("/api/nodes/" + id + "/drain").is(403);
      first.admin().post("/api/nodes/" + id + "/drain").is(204);

      Await.until(
          "the node has ended",
          () -> !state(first, id).equals("live") && !state(first, id).equals("leaving"));
      assertThat(reporting(first)).hasSize(1);
      String last = answering(first).path("id").asText();
      assertThat(first.admin().post("/api/nodes/" + last + "/drain").is(409).text())
          .contains("SIGTERM");
      String asset = first.admin().newAsset("/Zone", "a.txt");
      assertThat(found(first.admin(), "id:" + asset)).isEqualTo(1);
    }
  }

  @Test
  void aNewKeyForSecretsIsRefusedWhileThereAreTwo() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      TestServer first = cluster.node(0);
      Await.until(
          "the first node knows the second",
          () -> first.admin().post("/api/secrets/rekey").status() == 409);
      assertThat(first.admin().post("/api/secrets/rekey").is(409).text())
          .contains("config/secret.key");

      cluster.node(1).stop();
      Await.until(
          "the first node is alone",
          () -> first.admin().post("/api/secrets/rekey").status() == 200);
    }
  }

  @Test
  void aWebhookMustNotCallTheOtherNode() {
    try (TestCluster cluster = new TestCluster(folder, 2)) {
      for (TestServer asked : cluster.nodes()) {
        for (TestServer named : cluster.nodes()) {
          String port = named.url().replaceFirst(".*:", "");
          for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]")) {
            String url = "http://" + host + ":" + port + "/services/ping";
            Await.until(
                url + " is refused",
                () -> verdict(asked, url).path("message").asText().contains("this server itself"));
          }
        }
        assertThat(verdict(asked, "http://127.0.0.1:9/").path("verdict").asText())
            .isEqualTo("accepted");
      }
    }
  }

  private static JsonNode verdict(TestServer asked, String url) {
    return asked.admin().json("POST", "/api/url-checks", "{\"url\":\"" + url + "\"}").ok();
  }

  @Test
  void aStreamShowsWhatEitherNodeDeliversOnce() throws Exception {
    try (TestCluster cluster = new TestCluster(folder, 2);
        RecordingReceiver receiver = RecordingReceiver.answering(200)) {
      TestClient one = cluster.node(0).admin();
      TestClient other = cluster.node(1).admin();
      one.json(
              "POST",
              "/services/admin/webhook",
              "{\"name\": \"w\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]}"
                  .formatted(receiver.url()))
          .is(201);
      Queue<String> told = new ConcurrentLinkedQueue<>();
      Thread reader = Thread.startVirtualThread(() -> read(other, told));
      Await.until("the stream is open", () -> !told.isEmpty());

      List<String> assets = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        assets.add(one.newAsset("/Zone", "one" + i + ".txt"));
        assets.add(other.newAsset("/Zone", "other" + i + ".txt"));
      }
      Await.until("all ends are told", () -> ends(told, assets) == assets.size());
      Await.holds("none is told twice", Duration.ofSeconds(1), () -> ends(told, assets) == 6);
      reader.interrupt();
    }
  }

  /** How often a delivered delivery about one of these assets was told. */
  private static long ends(Queue<String> told, List<String> assets) {
    return told.stream()
        .filter(line -> line.contains("\"delivered\""))
        .filter(line -> assets.stream().anyMatch(line::contains))
        .count();
  }

  private static void read(TestClient client, Queue<String> told) {
    HttpRequest request = client.request("/api/streams/deliveries?state=delivered").GET().build();
    client.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(told::add);
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
