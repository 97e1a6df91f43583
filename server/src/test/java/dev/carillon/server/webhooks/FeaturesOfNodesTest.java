package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.webhook.Ed25519;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes are one server also for what a webhook asks for: set at one, it holds at the other. */
@Tag("long")
class FeaturesOfNodesTest {

  private static final String TYPE = "acme.order.placed";

  private static TestCluster cluster;

  @BeforeAll
  static void start(@TempDir Path home) {
    cluster = new TestCluster(home, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static TestClient admin(int node) {
    return cluster.node(node).admin();
  }

  private static void update(int node, String asset, String status) {
    admin(node)
        .form("/services/update", "id", asset, "metadata", "{\"status\":\"" + status + "\"}")
        .is(200);
  }

  @Test
  void whatSeveralNodesRecordIsOneBatch() {
    try (Recorder recorder =
        new Recorder(
            admin(0),
            "\"eventTypes\": [\"asset_create\"], \"batch\": {\"maxEvents\": 4, \"maxSeconds\": 60}")) {
      List<String> assets = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        assets.add(admin(i % 2).newAsset("/Batch", "b" + i + ".txt"));
      }
      JsonNode batch = Recorder.json(recorder.request());
      assertThat(batch).hasSize(4);
      assertThat(batch)
          .extracting(event -> event.path("assetId").asText())
          .containsExactlyInAnyOrderElementsOf(assets);
    }
  }

  @Test
  void whatSeveralNodesChangeOfAnAssetIsOneEvent() {
    String asset = admin(0).newAsset("/Quiet", "q.txt");
    update(0, asset, "First");
    try (Recorder recorder =
        new Recorder(
            admin(1),
            "\"eventTypes\": [\"asset_update_metadata\"], \"debounceSeconds\": 3,"
                + " \"triggerMetadataFields\": [\"status\"]")) {
      update(0, asset, "Second");
      update(1, asset, "Third");
      update(0, asset, "Last");
      JsonNode change = recorder.event().at("/changedMetadata/status");
      assertThat(change.path("oldValue").asText()).isEqualTo("First");
      assertThat(change.path("newValue").asText()).isEqualTo("Last");
    }
  }

  @Test
  void aTypeIsKnownAndATemplateHoldsAtOnceOnTheOtherNode() {
    admin(0)
        .json(
            "POST",
            "/api/event-types",
            """
            {"name": "%s", "schema": {"type": "object", "required": ["total"],
              "properties": {"total": {"type": "integer"}}}, "examples": [{"total": 7}]}\
            """
                .formatted(TYPE))
        .ok();
    try (Recorder recorder =
        new Recorder(
            admin(0),
            "\"eventTypes\": [\"" + TYPE + "\"], \"template\": \"{'sum': data.total}\"")) {
      record(1, 9);
      assertThat(recorder.request().text()).isEqualTo("{\"sum\":9}");
      admin(1).json("POST", recorder.path(), "{\"template\": \"{'all': data.total}\"}").ok();
      record(0, 11);
      assertThat(recorder.request().text()).isEqualTo("{\"all\":11}");
      String wrong =
          "{\"type\": \"%s\", \"subject\": {\"id\": \"x\"}, \"data\": {\"total\": \"nine\"}}"
              .formatted(TYPE);
      assertThat(admin(1).json("POST", "/api/events", wrong).is(400).text()).contains("total");
    }
  }

  private static void record(int node, int total) {
    admin(node)
        .json(
            "POST",
            "/api/events",
            "{\"type\": \"%s\", \"subject\": {\"id\": \"order-%d\"}, \"data\": {\"total\": %d}}"
                .formatted(TYPE, total, total))
        .ok();
  }

  @Test
  void nodesSignWithOneKey() throws Exception {
    try (Recorder recorder =
        new Recorder(admin(0), "\"eventTypes\": [\"asset_create\"], \"signatures\": [\"v1a\"]")) {
      String keys = cluster.node(1).anonymous().get("/.well-known/jwks.json").is(200).text();
      assertThat(cluster.node(0).anonymous().get("/.well-known/jwks.json").is(200).text())
          .isEqualTo(keys);
      for (int node = 0; node < 2; node++) {
        var _ = admin(node).newAsset("/Signed", "s" + node + ".txt");
        assertThat(verifies(recorder.request(), keys)).as("of node %s", node).isTrue();
      }
    }
  }

  private static boolean verifies(Received request, String keys) throws ParseException {
    byte[] key = ((OctetKeyPair) JWKSet.parse(keys).getKeys().getFirst()).getX().decode();
    String signature = request.header("webhook-signature").orElse("").replaceFirst(".* v1a,", "");
    String signed =
        request.header("webhook-id").orElse("")
            + "."
            + request.header("webhook-timestamp").orElse("")
            + ".";
    return Ed25519.verifies(
        key, Base64.getDecoder().decode(signature), signed.getBytes(UTF_8), request.body());
  }

  @Test
  void eachNodeExplainsWhatAnotherOneRecorded() {
    try (Recorder recorder =
        new Recorder(
            admin(0),
            "\"eventTypes\": [\"asset_create\"], \"foldersAndQuery\": {\"folders\": [\"/Why\"],"
                + " \"query\": \"name:*.txt\"}")) {
      String asset = admin(1).newAsset("/Elsewhere", "why.txt");
      String found = admin(1).newAsset("/Why", "why.txt");
      assertThat(recorder.event().path("assetId").asText()).isEqualTo(found);
      for (JsonNode event : admin(0).get("/api/events", "limit", "20").ok().path("items")) {
        String id = event.path("id").asText();
        String path = "/api/events/" + id + "/explain?webhook=" + recorder.id();
        JsonNode why = admin(0).get(path).ok();
        assertThat(admin(1).get(path).ok().path("predicates")).isEqualTo(why.path("predicates"));
        if (event.path("subject").asText().equals(asset)) {
          assertThat(why.path("verdict").asText()).isEqualTo("doesNotGet");
        }
        if (event.path("subject").asText().equals(found)) {
          assertThat(why.path("verdict").asText()).isEqualTo("gets");
        }
      }
    }
  }
}
