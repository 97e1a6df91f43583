package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks are tried out, and looked into by inspectors, through the API of a running server. */
class TestDeliveriesOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  private final RecordingReceiver receiver = RecordingReceiver.answering(200);
  private TestServer server;
  private TestClient admin;

  @BeforeEach
  void start() {
    server = new TestServer(home);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  private JsonNode webhook(String url) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "ring", "url": "%s", "metadataToReturn": ["name"],
             "customHeaders": {"X-Key": "hush"}, "eventTypes": ["asset_create"]}"""
                .formatted(url))
        .ok();
  }

  @Test
  void aPingShowsBothSidesAndCountsForNothing() {
    receiver.now(Script.bytes("HTTP/1.1 418 Tea\r\nX-Pot: round\r\nContent-Length: 3\r\n\r\ntea"));
    JsonNode made = webhook(receiver.url());
    JsonNode shown = test(made, "{}").ok();

    assertThat(shown.get("outcome").asText()).isEqualTo("rejected");
    assertThat(shown.get("status").asInt()).isEqualTo(418);
    assertThat(shown.get("errorClass").asText()).isEqualTo("http_4xx");
    assertThat(shown.get("answer").get("body").asText()).isEqualTo("tea");
    assertThat(shown.get("answer").get("headers").toString()).contains("X-Pot").contains("round");
    assertThat(shown.get("durationMs").asDouble()).isPositive();
    assertThat(shown.get("manual").asBoolean()).isTrue();
    RecordingReceiver.RecordedRequest received = receiver.requests().getFirst();
    for (JsonNode header : shown.get("request").get("headers")) {
      String value = header.get("value").asText();
      String sent = received.header(header.get("name").asText());
      assertThat(value).isEqualTo(sent.equals("hush") ? "********" : sent);
    }
    assertThat(shown.get("request").get("headers").size())
        .isEqualTo(received.request().headers().size());
    assertThat(shown.toString()).doesNotContain("hush");
    assertThat(shown.get("payload").asText()).isEqualTo(received.request().text());
    assertThat(received.request().text()).matches("\\{\"type\":\"ping\",\"timestamp\":[0-9]{13}}");
    assertThat(received.header("X-Hook-Event")).isEqualTo("ping");
    assertThat(received.header("X-Hook-Signature"))
        .isEqualTo(
            Signer.of(made.get("secretToken").asText())
                .hookSignature(Payload.of(received.request().body())));
    JsonNode after = admin.bare("GET", WEBHOOKS + made.get("id").asText()).ok();
    assertThat(after.get("health").get("status").asText()).isEqualTo("none");
  }

  @Test
  void eachEventTypeIsSentAsThisWebhookWouldSeeIt() {
    JsonNode made = webhook(receiver.url());
    for (var type : EventTypes.ALL) {
      JsonNode shown = test(made, "{\"eventType\":\"" + type.name() + "\"}").ok();
      assertThat(shown.get("outcome").asText()).isEqualTo("accepted");
      RecordingReceiver.RecordedRequest received = receiver.requests().getLast();
      assertThat(received.header("X-Hook-Event")).isEqualTo(type.name());
      assertThat(received.request().text()).contains("\"type\":\"" + type.name() + "\"");
      if (type.name().startsWith("asset_")) {
        assertThat(received.request().text()).contains("\"metadata\":{\"name\":\"sunrise.jpg\"}");
      }
    }
    TestResponse wrong = test(made, "{\"eventType\":\"asset_creat\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().get("detail").asText()).contains("asset_create");
  }

  @Test
  void aPayloadOfOnesOwnIsSentAsItIs() {
    JsonNode made = webhook(receiver.url());
    String own =
        "{\"type\":\"asset_move\",\"timestamp\":1,\"assetId\":\"2n-UzMFgate9nAwg8zLXCs\","
            + "\"changedMetadata\":{},\"metadata\":{\"status\":\"ä\"}}";
    test(made, "{\"eventType\":\"asset_move\",\"payload\":" + own + "}").ok();
    assertThat(receiver.requests().getFirst().request().text()).isEqualTo(own);
    assertThat(receiver.requests().getFirst().header("X-Hook-Event")).isEqualTo("asset_move");
  }

  @Test
  void aDisabledWebhookIsNotSentTo() {
    JsonNode made = webhook(receiver.url());
    admin.bare("PUT", WEBHOOKS + made.get("id").asText() + "/disable").ok();
    TestResponse refused = test(made, "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asText()).contains("/enable");
    assertThat(receiver.count()).isZero();
  }

  @Test
  void anUnsavedOneIsSignedWithATokenThatIsInTheAnswer() {
    JsonNode shown =
        admin
            .json(
                "POST",
                "/api/tests",
                """
                {"url": "%s", "customHeaders": {"X-Key": "hush"}, "timeoutSeconds": 2}"""
                    .formatted(receiver.url()))
            .ok();
    RecordingReceiver.RecordedRequest received = receiver.requests().getFirst();
    assertThat(received.header("X-Key")).isEqualTo("hush");
    assertThat(received.header("X-Hook-Signature"))
        .isEqualTo(
            Signer.of(shown.get("secretToken").asText())
                .hookSignature(Payload.of(received.request().body())));
    assertThat(admin.bare("GET", WEBHOOKS).ok()).isEmpty();
  }

  @Test
  void aTestThatIsNotAnsweredEndsInTime() {
    receiver.now(
        (request, out, socket) -> {
          Thread.sleep(20_000);
          return false;
        });
    long began = System.nanoTime();
    JsonNode shown =
        admin
            .json("POST", "/api/tests", "{\"url\":\"" + receiver.url() + "\",\"timeoutSeconds\":1}")
            .ok();
    assertThat(shown.get("errorClass").asText()).isEqualTo("answer_timeout");
    assertThat(shown.get("answer").isNull()).isTrue();
    assertThat((System.nanoTime() - began) / 1e9).isBetween(0.9, 12.0);
  }

  @Test
  void whatMustNotBeCalledIsRefused() {
    for (String url : new String[] {"http://10.0.0.1/", "ftp://a", server.url() + "/"}) {
      TestResponse answer = admin.json("POST", "/api/tests", "{\"url\":\"" + url + "\"}");
      assertThat(answer.status()).as(url).isEqualTo(400);
      JsonNode check = admin.json("POST", "/api/url-checks", "{\"url\":\"" + url + "\"}").ok();
      assertThat(check.get("verdict").asText()).as(url).isEqualTo("refused");
      assertThat(check.get("message").asText()).startsWith("The URL must be ");
    }
    JsonNode good =
        admin.json("POST", "/api/url-checks", "{\"url\":\"" + receiver.url() + "\"}").ok();
    assertThat(good.get("verdict").asText()).isEqualTo("accepted");
    assertThat(admin.json("POST", "/api/url-checks", "{}").status()).isEqualTo(400);
    assertThat(admin.json("POST", "/api/tests", "{\"url\":\"x\",\"time\":1}").status())
        .isEqualTo(400);
  }

  private TestResponse test(JsonNode webhook, String body) {
    return admin.json("POST", "/api/webhooks/" + webhook.get("id").asText() + "/tests", body);
  }

  @Test
  void anUnsavedWebhookIsTestedWithItsTemplateFormatAndSignatures() {
    ObjectNode asked =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", receiver.url() + "/unsaved")
            .put("eventType", "asset_create")
            .put("template", "{'text': type & ' ' & metadata.name}");
    JsonNode shown = admin.json("POST", "/api/tests", asked.toString()).ok();
    assertThat(last().request().text())
        .isEqualTo("{\"text\":\"asset_create sunrise.jpg\"}")
        .isEqualTo(shown.get("payload").asText());
    assertThat(last().header("webhook-signature")).doesNotContain("v1a,");

    asked.put("format", "cloudevents-structured").put("cloudEventsSource", "/dam");
    asked.putArray("signatures").add("v1a");
    asked.putObject("payload").put("type", "own").putObject("metadata").put("name", "mine");
    admin.json("POST", "/api/tests", asked.toString()).ok();
    assertThat(last().request().text())
        .contains("\"source\":\"/dam\"")
        .endsWith("\"data\":{\"text\":\"own mine\"}}");
    assertThat(last().header("webhook-signature")).contains(" v1a,");

    int before = receiver.count();
    asked.put("template", "{'sum': $sum(type)}");
    assertThat(admin.json("POST", "/api/tests", asked.toString()).is(400).message())
        .contains("'template' is '{'sum': $sum(type)}', but must be a JSONata expression")
        .contains("With the example of asset_create it fails: ");
    asked.put("template", "{}").putArray("signatures").add("v2");
    assertThat(admin.json("POST", "/api/tests", asked.toString()).is(400).message())
        .contains("'signatures[0]' is 'v2', but must be one of v1a");
    asked.remove("signatures");
    asked.put("cloudEventsSource", "two words");
    assertThat(admin.json("POST", "/api/tests", asked.toString()).is(400).message())
        .contains("'cloudEventsSource' is 'two words'");
    assertThat(receiver.count()).isEqualTo(before);
  }

  private RecordingReceiver.RecordedRequest last() {
    return receiver.requests().getLast();
  }
}
