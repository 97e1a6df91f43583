package dev.carillon.server.webhooks.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Readers of a consumer get what a push would have sent, and acknowledge it. */
@OnEachDatabase
class ConsumersTest {

  private static final String ADMIN = "/services/admin/webhook";

  @TempDir private Path home;
  @Parameter private TestDatabase database;
  private TestServer server;
  private Recorder recorder;
  private TestClient admin;
  private JsonNode consumer;
  private String path;

  @BeforeEach
  void register() {
    server = new TestServer(home, database.fresh());
    admin = server.admin();
    recorder =
        new Recorder(
            admin, "\"metadataToReturn\": [\"assetPath\"], \"eventTypes\": [\"asset_create\"]");
    consumer = registered("archive", "");
    path = "/api/consumers/archive";
  }

  @AfterEach
  void stop() {
    server.close();
    recorder.close();
  }

  @Test
  void aReaderGetsBytesAndHeadersOfAPushAndTheLogNamesIt() {
    JsonNode pushed = recorder.webhook();
    String asset = admin.newAsset("/Zone", "one.txt");
    String sent = recorder.request().text();

    TestResponse response = admin.get(path + "/events", "max", "10", "wait", "5s").is(200);

    JsonNode event = response.json().path("events").get(0);
    assertThat(event.path("payload").path("assetId").asText()).isEqualTo(asset);
    // byte by byte what the push has sent, but for the one projection that both have
    assertThat(response.text()).contains("\"payload\":" + sent + "}");
    JsonNode headers = event.path("headers");
    assertThat(headers.path("webhook-id").asText()).isEqualTo(event.path("id").asText());
    assertThat(headers.path("X-Hook-Event").asText()).isEqualTo("asset_create");
    assertThat(headers.path("X-Hook-Attempt").asText()).isEqualTo("1");
    Signer signer = Signer.of(consumer.path("secretToken").asText());
    assertThat(headers.path("X-Hook-Signature").asText())
        .isEqualTo(signer.hookSignature(Payload.of(sent)));
    assertThat(headers.path("webhook-signature").asText())
        .isEqualTo(
            signer.standardSignature(
                event.path("id").asText(),
                headers.path("webhook-timestamp").asLong(),
                Payload.of(sent)));
    assertThat(state("pending")).isEqualTo(1);
    assertThat(state("leased")).isEqualTo(1);
    assertThat(delivery(event).path("waitingFor").path("reason").asText()).isEqualTo("consumer");

    String ack = response.json().path("ack").asText();
    JsonNode next = admin.get(path + "/events", "ack", ack).is(200).json();

    assertThat(next.path("acknowledged").asInt()).isEqualTo(1);
    assertThat(next.path("events")).isEmpty();
    JsonNode delivery = delivery(event);
    assertThat(delivery.path("state").asText()).isEqualTo("delivered");
    JsonNode attempt = delivery.path("attemptList").get(0);
    assertThat(attempt.path("outcome").asText()).isEqualTo("acknowledged");
    assertThat(attempt.path("detail").asText()).startsWith("by user admin");
    assertThat(attempt.path("request").path("rebuilt").asBoolean()).isFalse();
    List<String> shown = new ArrayList<>();
    attempt
        .path("request")
        .path("headers")
        .forEach(each -> shown.add(each.path("name").asText() + each.path("value").asText()));
    List<String> given = new ArrayList<>();
    headers.properties().forEach(each -> given.add(each.getKey() + each.getValue().asText()));
    assertThat(shown).isEqualTo(given);
    assertThat(pushed.has("delivery")).isFalse();
  }

  @Test
  void aReaderThatWaitsGetsAnEventAsItIsRecorded() throws Exception {
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(
            () -> admin.get(path + "/events", "wait", "20s").is(200).json());
    Thread.sleep(300);
    String asset = admin.newAsset("/Zone", "one.txt");

    JsonNode events = waiting.get().path("events");

    assertThat(events).hasSize(1);
    assertThat(events.get(0).path("payload").path("assetId").asText()).isEqualTo(asset);
    long began = System.nanoTime();
    assertThat(admin.get(path + "/events", "wait", "1").is(200).json().path("ack").isNull())
        .isTrue();
    assertThat(System.nanoTime() - began).isGreaterThan(900_000_000L);
  }

  @Test
  void aStreamBringsEventsAsTheyComeAndTheyAreAcknowledgedById() throws IOException {
    String asset = admin.newAsset("/Zone", "one.txt");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + path + "/events?lease=5s"))
              .header("Authorization", admin.header("Authorization"))
              .header("Cookie", admin.header("Cookie"))
              .header("Accept", "text/event-stream")
              .build();
      List<JsonNode> came = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  http.sendAsync(request, BodyHandlers.ofInputStream()).join().body(), UTF_8))) {
        came.add(next(lines));
        String other = admin.newAsset("/Zone", "other.txt");
        came.add(next(lines));
        assertThat(came)
            .extracting(one -> one.path("payload").path("assetId").asText())
            .containsExactly(asset, other);
        String ids = "{\"ids\": [\"%s\"]}".formatted(came.getLast().path("id").asText());
        JsonNode done = admin.json("POST", path + "/ack", ids).is(200).json();
        assertThat(done.path("acknowledged").asInt()).isEqualTo(1);
        // the other one comes once more after its lease
        JsonNode again = next(lines);
        assertThat(again.path("id")).isEqualTo(came.getFirst().path("id"));
        assertThat(again.path("headers").path("X-Hook-Attempt").asText()).isEqualTo("2");
      }
      http.shutdownNow();
    }
  }

  @Test
  void theListComesInPagesByNameWithTheLagOfEach() {
    admin.newAsset("/Zone", "one.txt");
    registered("archive", "");
    registered("zoo", "");
    registered("attic", "");

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = admin.get("/api/consumers", "limit", "2", "cursor", cursor).is(200).json();
      assertThat(page.path("items").size()).isEqualTo(2);
      for (JsonNode one : page.path("items")) {
        listed.add(one.path("name").asText() + " " + one.path("pending").asInt());
      }
      cursor = page.path("next").asText("");
    } while (!cursor.isEmpty());

    assertThat(listed.subList(0, 2)).containsExactlyInAnyOrder("archive 1", "archive 0");
    assertThat(listed.subList(2, 4)).containsExactly("attic 0", "zoo 0");
    admin.get("/api/consumers", "limit", "201").is(400);
    admin.get("/api/consumers", "cursor", "%").is(400);
  }

  @Test
  void aTokenOfOneConsumerReadsThatAndNothingElse() {
    JsonNode other = registered("other", "");
    admin.newAsset("/Zone", "one.txt");
    TestClient reader = tokenOf(consumer.path("id").asText());

    JsonNode read = reader.get(path + "/events").is(200).json();

    assertThat(read.path("events")).hasSize(1);
    reader
        .json("POST", path + "/ack", "{\"ack\": \"%s\"}".formatted(read.path("ack").asText()))
        .is(200);
    // as if there were no other one: neither its name nor its id is told
    reader.get("/api/consumers/other/events").is(404);
    String id = other.path("id").asText();
    assertThat(reader.json("POST", "/api/consumers/" + id + "/ack", "{\"ids\": []}").is(404).text())
        .doesNotContain("other");
    String pushed = recorder.webhook().path("id").asText();
    reader.get("/api/consumers/" + pushed + "/events").is(404);
    registered("archive", "");
    assertThat(admin.get("/api/consumers/archive").is(409).message()).contains("2 consumers");
    reader.get("/api/consumers/archive").is(200);
    assertThat(reader.get("/api/consumers").is(200).json().path("items")).hasSize(1);
    reader.get("/api/deliveries").is(403);
    reader.get(ADMIN).is(403);
    assertThat(admin.get("/api/consumers/other").is(200).json().path("pending").asInt())
        .isEqualTo(1);
    admin
        .json(
            "POST",
            "/api/tokens",
            "{\"name\": \"t\", \"scopes\": [\"assets:read\", \"events:consume\"],"
                + " \"consumer\": \"%s\"}".formatted(consumer.path("id").asText()))
        .is(400);
  }

  @Test
  void aDisabledConsumerRefusesReadsAndSaysSo() {
    String id = consumer.path("id").asText();
    admin.bare("PUT", ADMIN + "/" + id + "/disable").is(200);
    admin.newAsset("/Zone", "missed.txt");

    assertThat(admin.get(path + "/events", "wait", "5s").is(409).message())
        .contains("'archive' is disabled")
        .contains("/enable");

    JsonNode enabled = admin.bare("PUT", ADMIN + "/" + id + "/enable").is(200).json();
    assertThat(enabled.path("health").path("status").asText()).isEqualTo("none");
    assertThat(admin.get(path + "/events").is(200).json().path("events")).isEmpty();
    admin.json("POST", ADMIN + "/" + id + "/recover", "").is(200);
    assertThat(admin.get(path + "/events").is(200).json().path("events")).hasSize(1);
  }

  @Test
  void whatIsWrongIsNamedWithWhatIsAllowed() {
    String name = "\"name\": \"w\", \"eventTypes\": []";
    assertThat(refused("{" + name + "}")).contains("url");
    assertThat(refused("{" + name + ", \"url\": null, \"delivery\": \"push\"}")).contains("url");
    assertThat(refused("{" + name + ", \"delivery\": \"fetch\"}")).contains("push or pull");
    assertThat(refused("{" + name + ", \"delivery\": \"pull\", \"url\": \"http://a.example/\"}"))
        .contains("url")
        .contains("not sent");
    admin.json("POST", ADMIN, "{" + name + ", \"delivery\": \"pull\", \"url\": \"\"}").is(201);
    String id = consumer.path("id").asText();
    assertThat(admin.json("POST", ADMIN + "/" + id, "{\"delivery\": \"push\"}").is(400).message())
        .contains("delivery")
        .contains("pull");
    assertThat(
            admin
                .json("POST", ADMIN + "/" + id, "{\"url\": \"http://a.example/\"}")
                .is(400)
                .message())
        .contains("url");
    JsonNode same = admin.get(ADMIN + "/" + id).is(200).json();
    assertThat(same.path("delivery").asText()).isEqualTo("pull");
    admin.json("POST", ADMIN + "/" + id, same.toString()).is(200);
    for (String query : List.of("max=0", "max=1001", "wait=31s", "lease=0", "ack=x", "maks=1")) {
      assertThat(admin.get(path + "/events?" + query).is(400).message())
          .contains(query.substring(0, query.indexOf('=')));
    }
    admin.get("/api/consumers/nothing/events").is(404);
    JsonNode pushed = recorder.webhook();
    assertThat(
            admin.get("/api/consumers/" + pushed.path("id").asText() + "/events").is(409).message())
        .contains("sent to its URL");
    admin.json("POST", path + "/ack", "{}").is(400);
  }

  private String refused(String body) {
    return admin.json("POST", ADMIN, body).is(400).message();
  }

  private JsonNode registered(String name, String more) {
    return admin
        .json(
            "POST",
            ADMIN,
            ("{\"name\": \"%s\", \"delivery\": \"pull\", \"eventTypes\": [\"asset_create\"],"
                    + " \"metadataToReturn\": [\"assetPath\"]%s}")
                .formatted(name, more))
        .is(201)
        .json();
  }

  private TestClient tokenOf(String id) {
    String token =
        admin
            .json(
                "POST",
                "/api/tokens",
                ("{\"name\": \"reader\", \"scopes\": [\"events:consume\"], \"consumer\": \"%s\","
                        + " \"password\": \"%s\"}")
                    .formatted(id, TestServer.PASSWORD))
            .is(201)
            .json()
            .path("token")
            .asText();
    return server.anonymous().bearer(token);
  }

  private long state(String field) {
    return admin.get(path).is(200).json().path(field).asLong();
  }

  private JsonNode delivery(JsonNode event) {
    return admin.get("/api/deliveries/" + event.path("id").asText()).is(200).json();
  }

  /** The data of the next event of a stream. */
  private static JsonNode next(BufferedReader lines) throws IOException {
    while (true) {
      String line = lines.readLine();
      if (line.startsWith("data: ")) {
        return TestResponse.json(line.substring("data: ".length()));
      }
    }
  }
}
