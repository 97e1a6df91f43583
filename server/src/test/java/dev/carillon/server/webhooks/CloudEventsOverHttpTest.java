package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
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
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Webhooks that ask for CloudEvents, read by the SDK of CloudEvents. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudEventsOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

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

  private JsonNode webhook(String path, String more) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "%s", "url": "%s/%s", "metadataToReturn": ["name"],
             "eventTypes": ["asset_create"] %s}"""
                .formatted(path, receiver.url(), path, more))
        .ok();
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

  private static CloudEvent read(Received request) {
    return HttpMessageFactory.createReader(
            each -> request.headers().forEach(h -> each.accept(h.getKey(), h.getValue())),
            request.body())
        .toEvent();
  }

  @Test
  void bothModesCarryTheNativePayloadAndAreReadByTheSdk() {
    JsonNode plain = webhook("native", "");
    JsonNode structured = webhook("structured", ", \"format\": \"cloudevents-structured\"");
    webhook(
        "binary",
        ", \"format\": \"cloudevents-binary\", \"cloudEventsSource\": \"/dam\","
            + " \"customHeaders\": {\"X-Own\": \"hush\"}");
    asset("/Demo Zone/ä.txt");
    receiver.await(3);

    assertThat(structured.get("cloudEventsSource").asText()).isEqualTo(server.url());
    assertThat(plain.get("cloudEventsSource").isNull()).isTrue();
    assertThat(plain.get("format").asText()).isEqualTo("native");
    Received sent = at("native").request();
    assertThat(sent.header("Content-Type")).contains("application/json; charset=UTF-8");
    assertThat(sent.headers()).noneMatch(header -> header.getKey().startsWith("ce-"));
    assertThat(at("structured").header("Content-Type"))
        .isEqualTo("application/cloudevents+json; charset=UTF-8");
    assertThat(at("structured").request().text()).endsWith("\"data\":" + sent.text() + "}");
    assertThat(at("binary").request().body()).isEqualTo(sent.body());
    for (String mode : List.of("structured", "binary")) {
      CloudEvent event = read(at(mode).request());
      JsonNode delivery = delivery(at(mode).id());
      assertThat(event.getId()).isEqualTo(delivery.get("event").get("id").asText());
      assertThat(event.getType()).isEqualTo("dev.carillon.asset_create");
      assertThat(event.getSubject())
          .isEqualTo(TestResponse.json(sent.text()).get("assetId").asText());
      assertThat(event.getTime().toInstant().toEpochMilli())
          .isEqualTo(TestResponse.json(sent.text()).get("timestamp").asLong());
      assertThat(event.getDataSchema())
          .hasToString(server.url() + "/api/event-types/asset_create/schema");
      assertThat(event.getDataContentType()).startsWith("application/json");
      assertThat(TestResponse.json(new String(data(event), UTF_8)))
          .isEqualTo(TestResponse.json(sent.text()));
    }
    assertThat(read(at("structured").request()).getSource()).hasToString(server.url());
    assertThat(read(at("binary").request()).getSource()).hasToString("/dam");
    assertThat(at("structured").header("webhook-signature"))
        .isEqualTo(signature(structured, at("structured")));
  }

  private static byte[] data(CloudEvent event) {
    return Objects.requireNonNull(event.getData()).toBytes();
  }

  private static String signature(JsonNode webhook, RecordedRequest request) {
    return Signer.of(webhook.get("secretToken").asText())
        .standardSignature(
            request.id(),
            request.timestamp().getEpochSecond(),
            Payload.of(request.request().body()));
  }

  @Test
  void whatWasSentIsShownAndSentAgainByteForByteWhateverTheFormatIsNow() {
    receiver.now(Script.status(404));
    JsonNode webhook = webhook("binary", ", \"format\": \"cloudevents-binary\"");
    asset("/Demo Zone/a b.txt");
    RecordedRequest first = receiver.await(1).getFirst();
    Await.until("stored", () -> delivery(first.id()).get("attempts").asInt() == 1);
    String id = webhook.get("id").asText();
    admin.json("POST", WEBHOOKS + id, "{\"format\": \"native\"}").ok();
    server.restart();
    admin = server.admin();
    receiver.now(Script.status(200));
    admin.json("POST", "/api/deliveries/" + first.id() + "/redeliveries", "{}").is(202);
    RecordedRequest again = receiver.await(2).getLast();

    assertThat(again.request().body()).isEqualTo(first.request().body());
    assertThat(attributes(again)).isEqualTo(attributes(first)).hasSize(7);
    Await.until("stored", () -> delivery(first.id()).get("attempts").asInt() == 2);
    JsonNode shown = delivery(first.id());
    assertThat(shown.get("payload").asText()).isEqualTo(first.request().text());
    for (int attempt = 0; attempt < 2; attempt++) {
      JsonNode request = shown.get("attemptList").get(attempt).get("request");
      List<String> headers = new ArrayList<>();
      request
          .get("headers")
          .forEach(h -> headers.add(h.get("name").asText() + ": " + h.get("value").asText()));
      assertThat(headers).containsAll(attributes(first));
      assertThat(request.get("rebuilt").asBoolean()).isFalse();
      assertThat(request.get("revision").asInt()).isEqualTo(attempt + 1);
    }
  }

  private static List<String> attributes(RecordedRequest request) {
    return request.request().headers().stream()
        .filter(header -> header.getKey().startsWith("ce-"))
        .map(header -> header.getKey() + ": " + header.getValue())
        .toList();
  }

  @Test
  void aMissedEventIsRecoveredInTheFormOfTheWebhook() {
    JsonNode webhook = webhook("structured", ", \"format\": \"cloudevents-structured\"");
    String path = WEBHOOKS + webhook.get("id").asText();
    admin.bare("PUT", path + "/disable").ok();
    asset("/Demo Zone/missed.txt");
    admin.bare("PUT", path + "/enable").ok();
    assertThat(admin.json("POST", path + "/recover", "{}").ok().get("recovered").asInt())
        .isEqualTo(1);
    CloudEvent event = read(receiver.await(1).getFirst().request());
    assertThat(event.getType()).isEqualTo("dev.carillon.asset_create");
    assertThat(new String(data(event), UTF_8)).contains("\"name\":\"missed.txt\"");
  }

  @Test
  void theSourceStaysUntilAnotherOneIsGiven() {
    JsonNode webhook =
        webhook("any", ", \"format\": \"cloudevents-binary\", \"cloudEventsSource\": \"/dam\"");
    String path = WEBHOOKS + webhook.get("id").asText();
    assertThat(changed(path, "{\"format\": \"cloudevents-structured\"}")).isEqualTo("/dam");
    assertThat(changed(path, "{\"name\": \"other\"}")).isEqualTo("/dam");
    assertThat(changed(path, "{\"cloudEventsSource\": \"urn:dam\"}")).isEqualTo("urn:dam");
    assertThat(changed(path, "{\"cloudEventsSource\": null}")).isEqualTo(server.url());
    assertThat(changed(path, "{\"format\": null}")).isEqualTo("null");
  }

  private String changed(String path, String body) {
    return admin.json("POST", path, body).ok().get("cloudEventsSource").asText();
  }

  @Test
  void aHeaderThatTheFormatSetsIsRefused() {
    JsonNode webhook = webhook("any", ", \"customHeaders\": {\"ce-type\": \"mine\"}");
    String path = WEBHOOKS + webhook.get("id").asText();
    TestResponse refused = admin.json("POST", path, "{\"format\": \"cloudevents-binary\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("'customHeaders'", "ce-type", "does not begin with ce-");
    admin.json("POST", path, "{\"format\": \"cloudevents-structured\"}").ok();
    TestResponse held = admin.json("POST", path, "{\"debounceSeconds\": 5}");
    assertThat(held.status()).isEqualTo(400);
    assertThat(held.text()).contains("'format'", "cloudevents-structured", "native, because");
  }

  @Test
  void aTestIsSentInTheFormOfTheWebhookOrTheFormThatItNames() {
    JsonNode webhook = webhook("structured", ", \"format\": \"cloudevents-structured\"");
    JsonNode shown =
        admin.json("POST", "/api/webhooks/" + webhook.get("id").asText() + "/tests", "{}").ok();
    assertThat(read(receiver.requests().getLast().request()).getType())
        .isEqualTo("dev.carillon.ping");
    assertThat(shown.get("payload").asText())
        .isEqualTo(receiver.requests().getLast().request().text());
    admin
        .json(
            "POST",
            "/api/tests",
            "{\"url\": \"%s\", \"format\": \"cloudevents-binary\"}".formatted(receiver.url()))
        .ok();
    assertThat(read(receiver.requests().getLast().request()).getType())
        .isEqualTo("dev.carillon.ping");
    TestResponse wrong =
        admin.json(
            "POST",
            "/api/tests",
            "{\"url\": \"%s\", \"format\": \"xml\"}".formatted(receiver.url()));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("'format'", "xml", "cloudevents-structured");
  }

  @Test
  void theTraceOfTheRequestThatMadeTheChangeIsAnExtension() {
    webhook("binary", ", \"format\": \"cloudevents-binary\"");
    asset("/Demo Zone/plain.txt");
    TestClient plain = admin;
    admin = admin.with("traceparent", PARENT);
    asset("/Demo Zone/traced.txt");
    admin = plain;
    receiver.await(2);
    List<CloudEvent> events =
        receiver.requests().stream().map(each -> read(each.request())).toList();
    assertThat(events)
        .extracting(event -> String.valueOf(event.getExtension("traceparent")))
        .satisfiesExactlyInAnyOrder(
            none -> assertThat(none).isEqualTo("null"),
            trace -> assertThat(trace).matches(PARENT.substring(0, 36) + "[0-9a-f]{16}-01"));
  }

  private JsonNode delivery(String id) {
    return admin.get("/api/deliveries/" + id).ok();
  }
}
