package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in receiver, used with nothing but a running server. */
class BuiltInReceiverOverHttpTest {

  @TempDir private Path home;
  private TestServer server;
  private TestClient admin;

  @BeforeEach
  void start() {
    server = startedOn("127.0.0.1");
    admin = server.admin();
  }

  private TestServer startedOn(String bind) {
    return new TestServer(home.resolve(bind), "", Map.of("bind", bind));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itShowsWhatAWebhookSendsAndThatItIsSigned() throws Exception {
    JsonNode inspector = made("{}");
    String webhook = webhook(inspector.get("url").asText() + "/in/box?a=b");
    admin.newAsset("/Demo Zone", "a.bin");
    Await.until("shown", () -> requests(inspector).size() == 1);

    JsonNode shown = requests(inspector).get(0);
    assertThat(shown.get("method").asText()).isEqualTo("POST");
    assertThat(shown.get("path").asText()).isEqualTo("/in/box?a=b");
    assertThat(shown.get("body").asText()).contains("asset_create");
    assertThat(shown.get("bodyBytes").asInt()).isEqualTo(shown.get("body").asText().length());
    assertThat(shown.get("cut").asBoolean()).isFalse();
    assertThat(shown.get("signature").asText()).isEqualTo("valid");
    assertThat(shown.get("webhook").asText()).isEqualTo(webhook);
    assertThat(shown.get("headers").toString()).contains("\"name\":\"X-Hook-Signature\"");
    admin.bare("DELETE", path(inspector) + "/requests");
    assertThat(requests(inspector)).isEmpty();
  }

  @Test
  void itAnswersAsItWasToldAnyMethodAndPath() throws Exception {
    JsonNode inspector =
        made("{\"status\":503,\"delayMs\":300,\"body\":\"later\",\"retryAfter\":7}");
    long began = System.nanoTime();
    HttpResponse<String> answer = send("PATCH", inspector.get("url").asText() + "/x/y", "hello");
    assertThat((System.nanoTime() - began) / 1e6).isGreaterThan(290);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("later");
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    JsonNode shown = requests(inspector).get(0);
    assertThat(shown.get("method").asText()).isEqualTo("PATCH");
    assertThat(shown.get("signature").asText()).isEqualTo("none");
    assertThat(shown.get("webhook").isNull()).isTrue();

    admin.json("PATCH", path(inspector), "{\"drop\":true,\"delayMs\":0}").ok();
    JsonNode dropped = tested(inspector.get("url").asText());
    assertThat(dropped.get("errorClass").asText()).isIn("closed_early", "reset");
    assertThat(requests(inspector)).hasSize(2);
    assertThat(requests(inspector).get(0).get("signature").asText())
        .as("a test's token is known")
        .isEqualTo("valid");
  }

  @Test
  void aForgedSignatureIsInvalid() throws Exception {
    JsonNode inspector = made("{}");
    webhook(inspector.get("url").asText());
    HttpRequest forged =
        HttpRequest.newBuilder(URI.create(inspector.get("url").asText()))
            .header("X-Hook-Signature", "0".repeat(64))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    HttpClient.newHttpClient().send(forged, BodyHandlers.ofString());
    assertThat(requests(inspector).get(0).get("signature").asText()).isEqualTo("invalid");
  }

  @Test
  void onAPublicAddressOnlyItsOwnSocketIsAdmittedAndOnlyWhileThereIsOne() throws Exception {
    server.close();
    server = startedOn("0.0.0.0");
    admin = server.admin();
    try (RecordingReceiver receiver = RecordingReceiver.answering(200)) {
      JsonNode refused = check(receiver.url());
      assertThat(refused.get("verdict").asText()).isEqualTo("refused");
      JsonNode inspector = made("{}");
      String url = inspector.get("url").asText();
      assertThat(check(url).get("verdict").asText()).isEqualTo("accepted");
      assertThat(tested(url).get("outcome").asText()).isEqualTo("accepted");
      assertThat(check(receiver.url()).get("verdict").asText()).isEqualTo("refused");
      assertThat(requests(inspector)).hasSize(1);

      assertThat(admin.bare("DELETE", path(inspector)).status()).isEqualTo(204);
      assertThat(check(url).get("verdict").asText()).isEqualTo("refused");
      assertThat(receiver.count()).isZero();
      assertThat(admin.bare("GET", path(inspector)).status()).isEqualTo(404);
    }
  }

  @Test
  void thereAreNoMoreThanAHundredAndEachKeepsABoundedNumberOfRequests() throws Exception {
    JsonNode first = made("{}");
    for (int i = 1; i < 100; i++) {
      made("{}");
    }
    assertThat(admin.json("POST", "/api/inspectors", "{}").status()).isEqualTo(409);
    assertThat(admin.bare("GET", "/api/inspectors").ok().get("items")).hasSize(100);
    String large = "x".repeat(300_000);
    for (int i = 0; i < 12; i++) {
      send("POST", first.get("url").asText() + "/" + i, large);
    }
    JsonNode kept = requests(first);
    assertThat(kept.size()).isBetween(6, 9);
    assertThat(kept.get(0).get("path").asText()).isEqualTo("/11");
    assertThat(kept.get(0).get("cut").asBoolean()).isTrue();
    assertThat(kept.get(0).get("bodyBytes").asInt()).isEqualTo(300_000);
    assertThat(kept.get(0).get("body").asText()).hasSize(256 << 10);
  }

  /** Its port may belong to another program by then: webhooks reach it all the same. */
  @Test
  void itAndWhatItGotOutliveARestart() throws Exception {
    JsonNode inspector = made("{\"status\": 202}");
    String url = inspector.get("url").asText();
    webhook(url);
    admin.newAsset("/Demo Zone", "a.bin");
    Await.until("shown", () -> requests(inspector).size() == 1);
    server.close();
    try (ServerSocket other =
        new ServerSocket(URI.create(url).getPort(), 1, InetAddress.getLoopbackAddress())) {
      start();

      assertThat(admin.bare("GET", path(inspector)).ok().get("url").asText()).isEqualTo(url);
      assertThat(requests(inspector)).hasSize(1);
      JsonNode tested = tested(url);
      assertThat(tested.at("/status").asInt()).isEqualTo(202);
      assertThat(requests(inspector)).hasSize(2);
      assertThat(requests(inspector).get(1).get("body").asText()).contains("asset_create");
      assertThat(other.isBound()).isTrue();
    }
  }

  @Test
  void whatItCannotDoIsRefused() throws Exception {
    for (String wrong :
        new String[] {
          "{\"status\":99}",
          "{\"delayMs\":-1}",
          "{\"drop\":1}",
          "{\"stats\":1}",
          "[]",
          "{\"retryAfter\":\"a\\r\\nb\"}"
        }) {
      assertThat(admin.json("POST", "/api/inspectors", wrong).status()).as(wrong).isEqualTo(400);
    }
    JsonNode inspector = made("{}");
    String gone = inspector.get("url").asText().replace(inspector.get("id").asText(), "nobody");
    assertThat(send("GET", gone, "").statusCode()).isEqualTo(404);
  }

  private JsonNode made(String body) {
    TestResponse made = admin.json("POST", "/api/inspectors", body);
    assertThat(made.status()).isEqualTo(201);
    return made.json();
  }

  private JsonNode check(String url) {
    return admin.json("POST", "/api/url-checks", "{\"url\":\"" + url + "\"}").ok();
  }

  private JsonNode tested(String url) {
    return admin.json("POST", "/api/tests", "{\"url\":\"" + url + "\"}").ok();
  }

  private String webhook(String url) {
    return admin
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "ring", "url": "%s", "eventTypes": ["asset_create"]}\
            """
                .formatted(url))
        .ok()
        .get("id")
        .asText();
  }

  private JsonNode requests(JsonNode inspector) {
    return admin.bare("GET", path(inspector) + "/requests").ok().get("items");
  }

  private static String path(JsonNode inspector) {
    return "/api/inspectors/" + inspector.get("id").asText();
  }

  private static HttpResponse<String> send(String method, String url, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
