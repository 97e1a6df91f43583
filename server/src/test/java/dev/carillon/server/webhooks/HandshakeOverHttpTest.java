package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers of CloudEvents are asked for their permission before they are sent to. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String ALLOWED = "WebHook-Allowed-Origin: *\r\n";

  @Parameter private TestDatabase database;
  private TestServer server;
  private TestClient admin;
  private RecordingReceiver receiver;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server = new TestServer(home, database.fresh());
    admin = server.admin();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @BeforeEach
  void listen() {
    receiver = RecordingReceiver.doing(responding("200 OK", ALLOWED));
  }

  @AfterEach
  void removeWebhooks() {
    admin
        .get(WEBHOOKS)
        .ok()
        .forEach(webhook -> admin.bare("DELETE", WEBHOOKS + webhook.get("id").asText()).is(204));
    receiver.close();
  }

  private static Script responding(String status, String headers) {
    byte[] bytes =
        "HTTP/1.1 %s\r\n%sContent-Length: 0\r\n\r\n".formatted(status, headers).getBytes(UTF_8);
    return (request, out, socket) -> {
      out.write(bytes);
      return true;
    };
  }

  private String body(String more) {
    return """
    {"name": "router", "url": "%s", "eventTypes": ["asset_create"],
     "format": "cloudevents-binary", "customHeaders": {"X-Own": "hush-hush"},
     "handshake": true %s}\
    """
        .formatted(receiver.url(), more);
  }

  private JsonNode webhook(String more) {
    return admin.json("POST", WEBHOOKS, body(more)).is(201).json();
  }

  @Test
  void aReceiverThatAllowsItIsAskedOnceForEachUrlAndWithoutSecrets() {
    receiver.now(responding("204 No Content", "webhook-allowed-origin: LOCALHOST\r\n"));
    JsonNode made = webhook(", \"maxPerSecond\": 10");
    String one = WEBHOOKS + made.get("id").asText();
    Received asked = receiver.await(1).getFirst().request();
    assertThat(asked.requestLine()).startsWith("OPTIONS /hook HTTP/1.1");
    assertThat(asked.header("WebHook-Request-Origin")).contains("localhost");
    assertThat(asked.header("WebHook-Request-Rate")).contains("600");
    assertThat(asked.headers().toString())
        .doesNotContain("hush-hush", "X-Own", "webhook-signature", "WebHook-Request-Callback");
    assertThat(made.get("handshake").asBoolean()).isTrue();
    assertThat(made.at("/handshakeState/origin").asText()).isEqualTo("localhost");
    assertThat(made.at("/handshakeState/agreedAt").asText()).matches("20.*Z");
    assertThat(made.at("/handshakeState/perMinuteMax").isNull()).isTrue();

    // clients send the whole object back; and after a restart nothing is asked again
    admin.json("PUT", one, admin.get(one).text()).ok();
    server.restart();
    admin = server.admin();
    admin.json("PUT", one, "{\"description\": \"new\"}").ok();
    assertThat(admin.get(one).ok().get("handshakeState")).isEqualTo(made.get("handshakeState"));
    assertThat(receiver.count()).isEqualTo(1);

    admin
        .json("PUT", one, "{\"url\": \"" + receiver.url() + "/other\", \"customHeaders\": {}}")
        .ok();
    assertThat(receiver.await(2).getLast().request().requestLine()).contains("/hook/other ");
    assertThat(admin.json("PUT", one, "{\"handshake\": false}").ok().get("handshakeState").isNull())
        .isTrue();
    assertThat(receiver.count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 OK                 | ''                                          | WebHook-Allowed-Origin with that host or *; it has status 200 and no such header
          200 OK                 | WebHook-Allowed-Origin: other.example        | it has 'other.example'
          405 Method Not Allowed | WebHook-Allowed-Origin: *                    | its status was 405
          302 Found              | WebHook-Allowed-Origin: *                    | its status was 302
          200 OK                 | WebHook-Allowed-Origin: *~WebHook-Allowed-Rate: often | WebHook-Allowed-Rate is a whole number
          200 OK                 | WebHook-Allowed-Origin: *~WebHook-Allowed-Rate: 0     | it has '0'
          """)
  void withoutPermissionNothingIsSaved(String status, String headers, String told) {
    String lines = headers.isEmpty() ? "" : headers.replace("~", "\r\n") + "\r\n";
    receiver.now(responding(status, lines));
    assertThat(admin.json("POST", WEBHOOKS, body("")).is(400).text())
        .contains("'handshake' is 'true'", told);
    assertThat(admin.get(WEBHOOKS).ok()).isEmpty();

    receiver.now(responding("200 OK", ALLOWED));
    String one = WEBHOOKS + webhook("").get("id").asText();
    receiver.now(responding(status, lines));
    String moved = "{\"url\": \"" + receiver.url() + "/other\", \"description\": \"moved\"}";
    assertThat(admin.json("PUT", one, moved).is(400).text()).contains(told);
    JsonNode after = admin.get(one).ok();
    assertThat(after.get("url").asText()).isEqualTo(receiver.url());
    assertThat(after.get("description").asText()).isEmpty();
  }

  @Test
  void ofAHeaderThatIsLongOnlyTheBeginningIsRepeated() {
    String end = "a".repeat(1_000);
    for (String header :
        List.of("WebHook-Allowed-Origin: x", ALLOWED + "WebHook-Allowed-Rate: x")) {
      receiver.now(responding("200 OK", header + end + "\r\n"));
      assertThat(admin.json("POST", WEBHOOKS, body("")).is(400).text())
          .contains("'xaaa", "…'")
          .doesNotContain("a".repeat(101));
    }
  }

  @Test
  void aReceiverThatIsNotThereIsTold() {
    String body = body("");
    receiver.close();
    assertThat(admin.json("POST", WEBHOOKS, body).is(400).text())
        .contains("'handshake' is 'true'", "connect_refused");
    assertThat(admin.get(WEBHOOKS).ok()).isEmpty();
  }

  @Test
  void onlyWebhooksThatSendCloudEventsHaveOne() {
    for (String wrong :
        List.of(
            body("").replace("cloudevents-binary", "native"),
            body(", \"delivery\": \"pull\"").replace("\"" + receiver.url() + "\"", "null"))) {
      assertThat(admin.json("POST", WEBHOOKS, wrong).is(400).text())
          .contains("'handshake' is 'true', but must be false");
    }
    String one = WEBHOOKS + webhook("").get("id").asText();
    assertThat(admin.json("PUT", one, "{\"format\": \"native\"}").is(400).text())
        .contains("'handshake' is 'true'", "because format is native");
    admin.json("PUT", one, "{\"format\": \"native\", \"handshake\": false}").ok();
  }

  @Test
  void theAllowedRateBoundsTheWebhook() {
    receiver.now(responding("200 OK", ALLOWED + "WebHook-Allowed-Rate: 60\r\n"));
    JsonNode made = webhook(", \"maxPerSecond\": 50");
    assertThat(made.at("/handshakeState/perMinuteMax").asInt()).isEqualTo(60);
    assets(0, 3);
    Await.until("three deliveries", () -> receiver.count() == 4);
    assertThat(receiver.requests().get(2).millisAfter(receiver.requests().get(1)))
        .as("one a second")
        .isGreaterThan(900);
    assertThat(receiver.requests().get(3).millisAfter(receiver.requests().get(2)))
        .isGreaterThan(900);

    assets(3, 6);
    String pending =
        admin
            .get("/api/deliveries?state=pending&webhook=" + made.get("id").asText())
            .ok()
            .at("/items/0/id")
            .asText();
    JsonNode why = admin.get("/api/deliveries/" + pending + "/explain").ok().at("/items/0");
    JsonNode sending = why.path("predicates").path(why.path("predicates").size() - 1);
    assertThat(sending.at("/wanted/perMinuteMax").asInt()).isEqualTo(60);
    assertThat(sending.path("says").asText())
        .contains("at most 50 requests a second; its receiver allowed 60 requests a minute");
  }

  private void assets(int from, int to) {
    for (int i = from; i < to; i++) {
      admin
          .form(
              "/services/create",
              "assetPath",
              "/Demo Zone/rate-" + database + i + ".txt",
              "Filedata",
              "data:text/plain,words")
          .is(200);
    }
  }
}
