package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Webhooks whose template makes the body of requests. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplatesOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String TRIES = "/api/webhooks/template-tries";
  private static final String CHAT = "{'text': type & ' ' & metadata.name}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Made by the catalogue's examples, which have no such name, and endless for the asset. */
  private static final String ENDLESS =
      "{'text': metadata.name = 'slow.txt' ? $pad('a', 500000000) : type}";

  @Parameter private TestDatabase database;
  private TestServer server;
  private TestClient admin;
  private RecordingReceiver receiver;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server =
        new TestServer(TestServer.withProperties(home, "webHooksRetryDelays=1h"), database.fresh());
    admin = server.admin();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @BeforeEach
  void listen() {
    receiver = RecordingReceiver.answering(200);
  }

  @AfterEach
  void removeWebhooks() {
    admin
        .get(WEBHOOKS)
        .ok()
        .forEach(webhook -> admin.bare("DELETE", WEBHOOKS + webhook.get("id").asText()).is(204));
    receiver.close();
  }

  private ObjectNode fields(String path, String template) {
    ObjectNode fields = MAPPER.createObjectNode();
    fields.put("name", path).put("url", receiver.url() + "/" + path).put("template", template);
    fields.putArray("eventTypes").add("asset_create");
    fields.putArray("metadataToReturn").add("name");
    return fields;
  }

  private JsonNode webhook(String path, String template) {
    return admin.json("POST", WEBHOOKS, fields(path, template).toString()).ok();
  }

  private void asset(String path) {
    admin.form("/services/create", "assetPath", path, "Filedata", "data:text/plain,words").is(200);
  }

  private RecordedRequest at(String path) {
    return receiver.requests().stream()
        .filter(request -> request.request().requestLine().contains("/" + path + " "))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private JsonNode delivery(String id) {
    return admin.get("/api/deliveries/" + id).ok();
  }

  @Test
  void theTemplateMakesTheBodyWhichIsSignedShownAndSentAgainAsItIs() {
    receiver.now(Script.status(404));
    JsonNode webhook = webhook("chat", CHAT);
    assertThat(webhook.get("template").asText()).isEqualTo(CHAT);
    asset("/Demo Zone/ä.txt");
    RecordedRequest first = receiver.await(1).getFirst();

    assertThat(first.request().text()).isEqualTo("{\"text\":\"asset_create ä.txt\"}");
    assertThat(first.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
    assertThat(explained(first.id()).path("says").asText())
        .isEqualTo("The webhook's template made the body of the request.");
    assertThat(first.header("webhook-signature"))
        .isEqualTo(
            Signer.of(webhook.get("secretToken").asText())
                .standardSignature(
                    first.id(),
                    first.timestamp().getEpochSecond(),
                    Payload.of(first.request().body())));
    Await.until("stored", () -> delivery(first.id()).get("attempts").asInt() == 1);
    assertThat(delivery(first.id()).get("payload").asText()).isEqualTo(first.request().text());
    assertThat(delivery(first.id()).get("payloadProblem").isNull()).isTrue();

    String path = WEBHOOKS + webhook.get("id").asText();
    admin.json("POST", path, "{\"template\": null}").ok();
    assertThat(admin.get(path).ok().get("template").asText()).isEmpty();
    server.restart();
    admin = server.admin();
    receiver.now(Script.status(200));
    admin.json("POST", "/api/deliveries/" + first.id() + "/redeliveries", "{}").is(202);
    assertThat(receiver.await(2).getLast().request().body()).isEqualTo(first.request().body());
  }

  @Test
  void webhooksWithoutTheTemplateGetThePayloadAsEver() {
    webhook("chat", CHAT);
    webhook("plain", "");
    asset("/Demo Zone/both.txt");
    receiver.await(2);
    assertThat(at("plain").request().text())
        .startsWith("{\"timestamp\":")
        .contains("\"metadata\":{\"name\":\"both.txt\"}");
    assertThat(at("chat").request().text()).isEqualTo("{\"text\":\"asset_create both.txt\"}");
  }

  @Test
  void aTemplateThatFailsWithAnEventSendsThePayloadAndTheLogSaysWhy() {
    webhook("bad", "{'text': $exists(metadata.name) ? $sum(metadata.name) : type}");
    webhook("plain", "");
    asset("/Demo Zone/bad.txt");
    receiver.await(2);

    assertThat(at("bad").request().body()).isEqualTo(at("plain").request().body());
    JsonNode shown = delivery(at("bad").id());
    assertThat(shown.get("payloadProblem").asText())
        .startsWith("The template made no body, so the payload itself is sent: ")
        .endsWith("(at character 39)");
    assertThat(delivery(at("plain").id()).get("payloadProblem").isNull()).isTrue();
    assertThat(explained(at("bad").id()).at("/value/problem"))
        .isEqualTo(shown.get("payloadProblem"));
    assertThat(explained(at("plain").id()).isMissingNode()).isTrue();
    JsonNode check =
        admin.get("/api/health").ok().get("checks").findParents("name").stream()
            .filter(each -> each.get("name").asText().equals("templates"))
            .findFirst()
            .orElseThrow();
    assertThat(check.get("status").asText()).isEqualTo("degraded");
    assertThat(check.get("detail").asText()).contains("Webhook 'bad'");
    assertThat(admin.get("/metrics").text()).contains("webhook_template_failures_total");
    server.restart();
    admin = server.admin();
    assertThat(delivery(at("bad").id()).get("payloadProblem").asText())
        .isEqualTo(shown.get("payloadProblem").asText());
  }

  /** The predicate of the template in the explanation of a delivery. */
  private JsonNode explained(String delivery) {
    JsonNode items = admin.get("/api/deliveries/" + delivery + "/explain").ok().path("items");
    for (JsonNode predicate : items.path(0).path("predicates")) {
      if (predicate.path("name").asText().equals("template")) {
        return predicate;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  void eventsOfCustomTypesAreShapedAndTheirExamplesAreTried() {
    admin
        .json(
            "POST",
            "/api/event-types",
            """
            {"name": "acme.order.placed", "title": "Order placed",
             "schema": {"type": "object", "properties": {"total": {"type": "integer"}}},
             "examples": [{"total": 7}]}\
            """)
        .ok();
    ObjectNode fields = fields("orders", "{'sum': $sum(data.total), 'of': subject.id}");
    fields.putArray("eventTypes").add("acme.order.placed");
    admin.json("POST", WEBHOOKS, fields.toString()).ok();
    admin
        .json(
            "POST",
            "/api/events",
            """
            {"type": "acme.order.placed", "subject": {"id": "order-17"}, "data": {"total": 9}}\
            """)
        .ok();
    assertThat(receiver.await(1).getFirst().request().text())
        .isEqualTo("{\"sum\":9,\"of\":\"order-17\"}");
    fields.put("template", "{'sum': $sum('x')}");
    assertThat(admin.json("POST", WEBHOOKS, fields.toString()).is(400).message())
        .contains("With the example of acme.order.placed it fails");
  }

  @Test
  void aProblemThatNoDatabaseCouldStoreLosesNoEvent() {
    webhook("odd", "{'text': $exists(metadata.name) ? $error('a\\u0000\\ud800b') : type}");
    asset("/Demo Zone/odd.txt");
    assertThat(delivery(receiver.await(1).getFirst().id()).get("payloadProblem").asText())
        .contains("a ?b");
  }

  @Test
  void aTemplateThatNeverEndsDelaysNoOtherChange() {
    webhook("endless", ENDLESS);
    receiver.now(Script.status(200));
    long[] millis =
        LongStream.range(0, 40)
            .map(
                i -> {
                  if (i == 5) {
                    Thread.ofVirtual().start(() -> asset("/Demo Zone/slow.txt"));
                  }
                  long began = System.nanoTime();
                  admin.form("/services/createFolder", "path", "/F" + i + database).is(200);
                  return (System.nanoTime() - began) / 1_000_000;
                })
            .sorted()
            .toArray();
    RecordedRequest slow = receiver.await(1).getFirst();

    assertThat(millis[millis.length - 2]).as("all but one of 40 calls, in ms").isLessThan(1_000);
    assertThat(slow.request().text()).contains("\"name\":\"slow.txt\"");
    assertThat(delivery(slow.id()).get("payloadProblem").asText())
        .containsAnyOf("it needs more than 250 milliseconds", "it takes longer than 1 second");
    asset("/Demo Zone/slow.txt.2");
    assertThat(delivery(receiver.await(2).getLast().id()).get("payloadProblem").asText())
        .contains("not run, since less than a minute ago");
  }

  @Test
  void aTemplateThatFailsWithAnExampleIsNotSaved() {
    TestResponse refused =
        admin.json("POST", WEBHOOKS, fields("x", "{'text': $sum(type)}").toString());
    refused.is(400);
    assertThat(refused.message())
        .contains("'template' is '{'text': $sum(type)}', but must be a JSONata expression")
        .contains("With the example of asset_create it fails: ")
        .endsWith("(at character 14)");
    assertThat(admin.json("POST", WEBHOOKS, fields("x", "{'a':").toString()).is(400).message())
        .contains("Expected \"}\"");
    assertThat(admin.json("POST", WEBHOOKS, fields("x", "type").toString()).is(400).message())
        .contains("must be an object or an array, not a text");
    assertThat(
            admin
                .json("POST", WEBHOOKS, fields("x", "{'a': $pad('a', 500000000)}").toString())
                .is(400)
                .message())
        .containsAnyOf("it needs more than 250 milliseconds", "it takes longer than 1 second");
    String longest = "{'text': '" + "x".repeat(10_000) + "'}";
    assertThat(admin.json("POST", WEBHOOKS, fields("x", longest).toString()).is(400).message())
        .contains("'template'", "at most 10000 characters");
    assertThat(admin.get(WEBHOOKS).ok()).isEmpty();

    JsonNode saved = webhook("x", "type = 'asset_remove' ? type : {'text': type}");
    String path = WEBHOOKS + saved.get("id").asText();
    assertThat(
            admin
                .json("POST", path, "{\"eventTypes\": [\"asset_create\", \"asset_remove\"]}")
                .is(400)
                .message())
        .contains("With the example of asset_remove it fails");
    admin.json("POST", path, "{\"name\": \"other\"}").ok();
  }

  @Test
  void missedEventsAndBatchesAreShapedToo() {
    JsonNode webhook = webhook("late", CHAT);
    String path = WEBHOOKS + webhook.get("id").asText();
    admin.bare("PUT", path + "/disable").ok();
    asset("/Demo Zone/missed.txt");
    admin.bare("PUT", path + "/enable").ok();
    admin.json("POST", path + "/recover", "{}").ok();
    assertThat(receiver.await(1).getFirst().request().text())
        .isEqualTo("{\"text\":\"asset_create missed.txt\"}");

    admin.json("POST", path, "{\"batch\": {\"maxEvents\": 2, \"maxSeconds\": 60}}").ok();
    asset("/Demo Zone/one.txt");
    asset("/Demo Zone/two.txt");
    assertThat(receiver.await(2).getLast().request().text())
        .isEqualTo("[{\"text\":\"asset_create one.txt\"},{\"text\":\"asset_create two.txt\"}]");
  }

  @Test
  void testsPingsAndOperationalEventsAreShaped() {
    String slack = preset("slack");
    JsonNode chat = webhook("chat", slack);
    String path = "/api/webhooks/" + chat.get("id").asText();
    for (String type : List.of("", "asset_create", "folder_remove", "authkey_create")) {
      JsonNode shown =
          admin.json("POST", path + "/tests", "{\"eventType\": \"" + type + "\"}").ok();
      String body = receiver.requests().getLast().request().text();
      assertThat(body)
          .startsWith("{\"text\":\"" + (type.isEmpty() ? "ping" : type.replace('_', ' ')));
      assertThat(shown.get("payload").asText()).isEqualTo(body);
    }
    admin
        .json(
            "POST",
            WEBHOOKS + chat.get("id").asText(),
            "{\"eventTypes\": [], \"operationalEvents\": [\"webhook.disabled\"]}")
        .ok();
    JsonNode other = webhook("other", "");
    int before = receiver.count();
    admin.bare("PUT", WEBHOOKS + other.get("id").asText() + "/disable").ok();
    assertThat(receiver.await(before + 1).getLast().request().text())
        .startsWith("{\"text\":\"webhook disabled: other\",\"mrkdwn\":false,");
  }

  private String preset(String name) {
    for (JsonNode preset : admin.get("/api/webhooks/template-presets").ok()) {
      if (preset.get("name").asText().equals(name)) {
        return preset.get("template").asText();
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void aTemplateIsTriedOnAnExampleOrOnARealEvent() {
    webhook("plain", "");
    asset("/Demo Zone/real.txt");
    RecordedRequest sent = receiver.await(1).getFirst();
    String event = delivery(sent.id()).get("event").get("id").asText();
    ObjectNode asked = MAPPER.createObjectNode().put("template", CHAT).put("event", event);
    asked.putArray("metadataToReturn").add("name");
    JsonNode real = admin.json("POST", TRIES, asked.toString()).ok();
    assertThat(real.get("input").asText()).isEqualTo(sent.request().text());
    assertThat(real.get("body").asText()).isEqualTo("{\"text\":\"asset_create real.txt\"}");
    assertThat(real.get("bodyBytes").asInt()).isEqualTo(32);

    ObjectNode example =
        MAPPER.createObjectNode().put("template", "{'a': $foo()}").put("eventType", "asset_move");
    JsonNode failed = admin.json("POST", TRIES, example.toString()).ok();
    assertThat(failed.get("body").isNull()).isTrue();
    assertThat(failed.get("problem").asText()).isEqualTo("Attempted to invoke a non-function");
    assertThat(failed.get("position").asInt()).isEqualTo(11);

    assertThat(admin.json("POST", TRIES, "{\"eventType\": \"ping\"}").is(400).message())
        .contains("template");
    assertThat(
            admin
                .json("POST", TRIES, "{\"template\": \"{}\", \"eventType\": \"asset_creat\"}")
                .is(400)
                .message())
        .contains("the nearest is 'asset_create'");
    admin
        .json("POST", TRIES, "{\"template\": \"{}\", \"event\": \"1Xk4dTnB7ZsVw0Rq9LmCye\"}")
        .is(404);
  }

  @Test
  void theSchemaOfAShapedWebhookDescribesWhatItsTemplateGets() {
    JsonNode webhook = webhook("chat", CHAT);
    JsonNode schema = admin.get("/api/webhooks/" + webhook.get("id").asText() + "/schema").ok();
    assertThat(schema.get("description").asText()).contains("template", "#/$defs/Payload");
    assertThat(schema.at("/oneOf/1/type").asText()).isEqualTo("array");
    assertThat(schema.at("/$defs/Payload/oneOf")).isNotEmpty();
  }
}
