package dev.carillon.server.webhooks.explain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A simulation shows what the template of a webhook makes of payloads, or why it makes nothing. */
@Tag("alone")
class SimulatedTemplatesTest {

  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NAME = "{'text': metadata.name}";

  /** A text that is doubled twenty times. */
  private static final String LARGE =
      "{'a': ($d := function($s, $n){$n = 0 ? $s : $d($s & $s, $n - 1)}; $d('x', 20))}";

  /** The examples of the catalogue have no such field, so it can be saved. */
  private static final String FAILS =
      "{'text': $exists(metadata.name) ? $sum(metadata.name) : type}";

  @OnEachDatabase
  void aSimulationShowsTheVeryBodiesAndProblemsOfTheLog(TestDatabase database, @TempDir Path home) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(200);
        TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      register(admin, receiver, "chat", NAME, "native");
      register(admin, receiver, "bad", FAILS, "native");
      register(admin, receiver, "cloud", NAME, "cloudevents-structured");
      admin.newAsset("/A", "simulated.txt");
      receiver.await(3);
      Map<String, JsonNode> log = new TreeMap<>();
      for (JsonNode one : admin.get("/api/deliveries").ok().path("items")) {
        JsonNode delivery = admin.get("/api/deliveries/" + one.path("id").asText()).ok();
        log.put(delivery.at("/webhook/name").asText(), delivery);
      }
      assertThat(log).containsOnlyKeys("bad", "chat", "cloud");
      assertThat(requireNonNull(log.get("chat")).path("payload").asText())
          .isEqualTo("{\"text\":\"simulated.txt\"}");
      String failures = failures(admin);
      log.forEach(
          (name, sent) -> {
            ObjectNode asked = MAPPER.createObjectNode().put("id", name);
            asked.put("event", sent.at("/event/id").asText()).putObject("webhook");
            JsonNode shown = simulated(admin, asked.toString()).at("/payloads/0");
            assertThat(shown.path("payload")).as(name).isEqualTo(sent.path("payload"));
            assertThat(shown.path("payloadProblem")).isEqualTo(sent.path("payloadProblem"));
            assertThat(shown.path("payloadProblem").isNull()).isEqualTo(!name.equals("bad"));
          });
      assertThat(failures(admin)).as("what is simulated is not counted").isEqualTo(failures);
    }
  }

  @OnEachDatabase
  void aTemplateIsRunOnThePayloadsThatAreShownWithinItsLimits(
      TestDatabase database, @TempDir Path home) {
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      for (int i = 0; i < 5; i++) {
        admin.newAsset("/A", "n" + i + ".bin");
      }
      JsonNode made = shaped(admin, NAME);
      assertThat(made.path("matches").asInt()).isEqualTo(5);
      assertThat(made.path("payloads").findValuesAsText("payload"))
          .containsExactly(
              "{\"text\":\"n4.bin\"}", "{\"text\":\"n3.bin\"}", "{\"text\":\"n2.bin\"}");
      assertThat(made.at("/payloads/0/payloadProblem").isNull()).isTrue();

      JsonNode failed = shaped(admin, "{'text': $sum(type)}").at("/payloads/0");
      assertThat(failed.path("payload").asText())
          .startsWith("{\"timestamp\":")
          .contains("\"metadata\":{\"name\":\"n4.bin\"}");
      assertThat(failed.path("payloadProblem").asText())
          .startsWith("The template made no body, so the payload itself is sent: ")
          .endsWith("(at character 14)");
      JsonNode endless = shaped(admin, "{'a': $pad('a', 500000000)}").path("payloads");
      assertThat(endless).hasSize(3);
      for (JsonNode one : endless) {
        assertThat(one.path("payload").asText()).startsWith("{\"timestamp\":");
        assertThat(one.path("payloadProblem").asText())
            .containsAnyOf("it needs more than 250 milliseconds", "it takes longer than 1 second");
      }
      assertThat(shaped(admin, LARGE).at("/payloads/0/payloadProblem").asText())
          .contains("The result has 1,048,584 bytes, more than 1,000,000");
      assertThat(shaped(admin, NAME).at("/payloads/0/payload").asText()).contains("n4.bin");
    }
  }

  @OnEachDatabase
  void aJobKeepsTheTemplateAndShowsWhatItMakes(TestDatabase database, @TempDir Path home) {
    try (TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      admin.newAsset("/A", "one.bin");
      String body = asked(NAME).put("events", 5_000).toString();
      String job = admin.json("POST", "/api/simulations", body).is(202).json().at("/job").asText();
      Await.until(
          "the job is done",
          () -> admin.get("/api/jobs/" + job).ok().path("state").asText().equals("done"));
      assertThat(admin.get("/api/simulations/" + job).ok().at("/payloads/0/payload").asText())
          .isEqualTo("{\"text\":\"one.bin\"}");
    }
  }

  private static void register(
      TestClient admin, RecordingReceiver receiver, String name, String template, String format) {
    ObjectNode fields = fields(template).put("name", name).put("format", format);
    fields.put("url", receiver.url() + "/" + name);
    admin.json("POST", WEBHOOKS, fields.toString()).is(201);
  }

  private static ObjectNode fields(String template) {
    ObjectNode fields = MAPPER.createObjectNode().put("template", template);
    fields.putArray("eventTypes").add("asset_create");
    fields.putArray("metadataToReturn").add("name");
    return fields;
  }

  private static ObjectNode asked(String template) {
    ObjectNode asked = MAPPER.createObjectNode();
    asked.set("webhook", fields(template));
    return asked;
  }

  private static JsonNode shaped(TestClient admin, String template) {
    return simulated(admin, asked(template).toString());
  }

  private static JsonNode simulated(TestClient admin, String body) {
    return admin.json("POST", "/api/simulations", body).is(200).json();
  }

  private static String failures(TestClient admin) {
    return admin
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("webhook_template_failures_total"))
        .findFirst()
        .orElseThrow();
  }
}
