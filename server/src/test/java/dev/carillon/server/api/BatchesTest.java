package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;

/** Many changes are one signed request for a webhook that wants batches. */
class BatchesTest {

  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final String LOG = "/api/deliveries";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ASSETS = 500;

  @TempDir private Path home;

  @OnEachDatabase
  void fiveHundredChangedAssetsAreOneRequestWithTheirEventsInOrder(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      for (int i = 0; i < ASSETS; i++) {
        server.asset("/many/" + i + ".bin", "content " + i);
      }
      JsonNode webhook = add(server, receiver);
      String id = webhook.path("id").asText();

      server
          .admin()
          .form("/services/updatebulk", "q", "folderPath:/many", "metadata", "{\"status\":\"x\"}")
          .is(200);

      Received request = receiver.next(PATIENCE);
      assertThat(request.header("X-Hook-Event")).contains("batch");
      JsonNode array = Recorder.json(request);
      assertThat(array.isArray()).isTrue();
      assertThat(array.size()).isEqualTo(ASSETS);
      List<String> told = new ArrayList<>();
      for (int i = 0; i < ASSETS; i++) {
        told.add(server.event().path("assetId").asText());
      }
      List<String> sent = new ArrayList<>();
      array.forEach(event -> sent.add(event.path("assetId").asText()));
      assertThat(sent).isEqualTo(told);

      JsonNode delivery =
          LoggedHooks.until(
                  server,
                  LOG + "?webhook=" + id,
                  page -> page.at("/items/0/state").asText().equals("delivered"))
              .at("/items/0");
      String path = LOG + "/" + delivery.path("id").asText();
      assertThat(request.header("X-Hook-Signature"))
          .contains(signature(webhook.path("secretToken").asText(), request.text()));
      assertThat(request.header("webhook-id")).contains(delivery.path("id").asText());
      assertThat(server.admin().get(path).is(200).json().path("payload").asText())
          .isEqualTo(request.text());
      JsonNode events = server.admin().get(path + "/events").is(200).json();
      assertThat(events.path("items")).hasSize(ASSETS);
      assertThat(events.at("/items/7/subject").asText()).isEqualTo(sent.get(7));
      String batch = delivery.at("/event/id").asText();
      assertThat(
              server.admin().get("/api/events/" + batch + "/explain", "webhook", id).is(409).text())
          .contains("is a batch of several events", path + "/explain");
      JsonNode why = server.admin().get(path + "/explain", "limit", "3").is(200).json();
      assertThat(why.path("type").asText()).isEqualTo("batch");
      assertThat(why.path("items")).hasSize(3);
      assertThat(why.at("/items/2/event/subject").asText()).isEqualTo(sent.get(2));
      assertThat(why.at("/items/2/predicates").toString())
          .contains("\"name\":\"batch\"", "It is element 2 (from 0)");
      assertThat(why.path("next").asInt()).isEqualTo(3);
      JsonNode last =
          server.admin().get(path + "/explain", "after", "" + (ASSETS - 1)).is(200).json();
      assertThat(last.path("items")).hasSize(1);
      assertThat(last.path("next").isNull()).isTrue();
      String one = events.at("/items/7/id").asText();
      assertThat(
              server
                  .admin()
                  .get("/api/events/" + one + "/explain", "webhook", id)
                  .is(200)
                  .json()
                  .at("/happened/delivery"))
          .isEqualTo(delivery.path("id"));
      JsonNode found = server.admin().get(LOG + "?asset=" + sent.get(3) + "&webhook=" + id).json();
      assertThat(found.at("/items/0/id").asText()).isEqualTo(delivery.path("id").asText());
    }
  }

  @OnEachDatabase
  void aWrongSettingIsRefusedAndBatchesCanBeSwitchedOff(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String path = WEBHOOKS + "/" + add(server, receiver).path("id").asText();
      refused(
          server, path, "{\"batch\": {\"maxEvents\": 1, \"maxSeconds\": 5}}", "batch.maxEvents");
      refused(server, path, "{\"batch\": {\"maxEvents\": 5, \"maxSeconds\": 3601}}", "maxSeconds");
      refused(server, path, "{\"batch\": {\"maxEvents\": 5}}", "an object such as");
      refused(server, path, "{\"batch\": 7}", "batch");
      refused(server, path, "{\"batch\": {\"size\": 5}}", "batch.size");

      server.asset("/held/a.bin", "a");
      JsonNode held = server.admin().get(path).is(200).json();
      assertThat(held.at("/health/heldEvents").asInt()).isPositive();
      assertThat(held.at("/health/heldEventsUntil").asText()).startsWith("20");
      JsonNode off = server.admin().json("PUT", path, "{\"batch\": null}").is(200).json();
      assertThat(off.path("batch").isNull()).isTrue();
      Received single = receiver.next(PATIENCE);
      assertThat(single.header("X-Hook-Event")).contains("asset_create");
      assertThat(Recorder.json(single).isObject()).isTrue();
    }
  }

  @OnEachDatabase
  void changesThatFollowEachOtherAreOneEventAndThoseThatAreUndoneNone(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      JsonNode webhook =
          server
              .admin()
              .json(
                  "POST",
                  WEBHOOKS,
                  """
                  {"name": "quiet", "url": "%s", "metadataToReturn": ["status"],
                   "eventTypes": ["asset_create", "asset_update_metadata", "asset_remove"],
                   "debounceSeconds": 3}\
                  """
                      .formatted(receiver.url()))
              .is(201)
              .json();
      refused(
          server,
          WEBHOOKS + "/" + webhook.path("id").asText(),
          "{\"maxWaitSeconds\": 2}",
          "from 3 (debounceSeconds) to 604800");
      String kept = server.asset("/quiet/kept.bin", "kept");
      String gone = server.asset("/quiet/gone.bin", "gone");
      for (String status : List.of("one", "two", "three")) {
        server
            .admin()
            .form("/services/update", "id", kept, "metadata", "{\"status\":\"" + status + "\"}")
            .is(200);
      }
      server.admin().form("/services/remove", "ids", gone).is(200);

      JsonNode sent = Recorder.json(receiver.next(PATIENCE));
      assertThat(sent.path("type").asText()).isEqualTo("asset_create");
      assertThat(sent.path("assetId").asText()).isEqualTo(kept);
      assertThat(sent.at("/metadata/status").asText()).isEqualTo("three");
      assertThat(sent.at("/changedMetadata/status/newValue").asText()).isEqualTo("three");
      assertThat(sent.at("/changedMetadata/status/oldValue").isNull()).isTrue();

      String log = LOG + "?webhook=" + webhook.path("id").asText();
      JsonNode nothing =
          LoggedHooks.until(
                  server, log + "&state=cancelled", page -> page.path("items").size() == 1)
              .at("/items/0");
      assertThat(nothing.at("/event/subject").asText()).isEqualTo(gone);
      String path = LOG + "/" + nothing.path("id").asText();
      assertThat(server.admin().get(path).is(200).json().at("/diagnosis/summary").asText())
          .startsWith("Nothing was sent");
      assertThat(server.admin().get(path + "/events").is(200).json().path("items"))
          .hasSizeGreaterThan(1);
    }
  }

  private static void refused(ApiServer server, String path, String body, String named) {
    assertThat(server.admin().unchecked().json("PUT", path, body).is(400).text()).contains(named);
  }

  /** A webhook with batches of all the assets, or of what comes within two minutes. */
  private static JsonNode add(ApiServer server, ScriptedReceiver receiver) {
    return server
        .admin()
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "batches", "url": "%s", "eventTypes": ["asset_create", "asset_update_metadata"],
             "batch": {"maxEvents": %d, "maxSeconds": 120}}\
            """
                .formatted(receiver.url(), ASSETS))
        .is(201)
        .json();
  }

  private static String signature(String token, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
