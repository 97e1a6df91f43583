package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Simulations and retry schedules through the API; nothing is saved or sent. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationsOverHttpTest {

  private static final String ADMIN = "/services/admin/webhook";
  private static final String SIMULATIONS = "/api/simulations";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameter private TestDatabase database;
  private ScriptedReceiver receiver;
  private TestServer server;
  private String webhook;
  private final List<String> sent = new ArrayList<>();

  /** A webhook for created assets below /A, and eight assets: of four is it told. */
  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    receiver = ScriptedReceiver.answering(204);
    server = new TestServer(home, database.fresh());
    webhook =
        server
            .admin()
            .json(
                "POST",
                ADMIN,
                """
                {"name":"shop","url":"%s","eventTypes":["asset_create"],
                 "metadataToReturn":["name"],"foldersAndQuery":{"folders":["/A"],"query":""}}
                """
                    .formatted(receiver.url()))
            .is(201)
            .json()
            .path("id")
            .asText();
    for (int i = 0; i < 8; i++) {
      server.admin().newAsset(i % 2 == 0 ? "/A" : "/B", "n" + i + (i < 4 ? ".txt" : ".bin"));
    }
    for (int i = 0; i < 4; i++) {
      Received request = receiver.next(PATIENCE);
      sent.add(new String(request.body(), StandardCharsets.UTF_8));
    }
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
    receiver.close();
  }

  @Test
  void aDraftFindsWhatItWouldGet() {
    JsonNode found =
        simulated(
            """
            {"webhook":{"eventTypes":["asset_create"],"metadataToReturn":["name"],
             "foldersAndQuery":{"folders":["/B"],"query":"name:*.txt"}}}
            """);
    assertThat(found.path("matches").asInt()).isEqualTo(2);
    assertThat(found.path("perDay").asDouble()).isGreaterThanOrEqualTo(1);
    assertThat(found.path("examined").asInt()).isGreaterThanOrEqualTo(8);
    assertThat(found.path("complete").asBoolean()).isTrue();
    assertThat(found.path("difference").isNull()).isTrue();
    assertThat(found.at("/newest/0/type").asText()).isEqualTo("asset_create");
    assertThat(found.at("/payloads/0/payload").asText())
        .contains("\"metadata\":{\"name\":\"n3.txt");
    assertThat(found.at("/days/0/count").asInt()).isPositive();
    assertThat(server.admin().get(ADMIN).json()).hasSize(1);
    assertThat(receiver.rest()).isEmpty();
  }

  @Test
  void aWebhookAsItIsFindsTheVeryBytesThatWereSent() {
    JsonNode found = simulated("{\"id\":\"shop\",\"webhook\":{}}");
    assertThat(found.path("matches").asInt()).isEqualTo(4);
    assertThat(found.at("/difference/gained").asInt()).isZero();
    assertThat(found.at("/difference/lost").asInt()).isZero();
    assertThat(found.path("payloads")).hasSize(3);
    found
        .path("payloads")
        .forEach(payload -> assertThat(sent).contains(payload.path("payload").asText()));
  }

  @Test
  void aChangeIsComparedWithWhatTheWebhookGetsNow() {
    JsonNode difference =
        simulated(
                """
                {"id":"%s","webhook":{"url":"https://elsewhere.example/","enabled":false,
                 "foldersAndQuery":{"folders":["/"],"query":"name:*.txt"}}}
                """
                    .formatted(webhook))
            .path("difference");
    assertThat(difference.path("now").asInt()).isEqualTo(4);
    assertThat(difference.path("gained").asInt()).isEqualTo(2);
    assertThat(difference.path("lost").asInt()).isEqualTo(2);
    assertThat(difference.path("gainedEvents")).hasSize(2);
    assertThat(difference.path("lostEvents")).hasSize(2);
  }

  @Test
  void onlyTheNewestEventsAreExamined() {
    JsonNode found;
    String newest;
    do {
      newest = newest();
      found = simulated("{\"events\":3,\"webhook\":{\"eventTypes\":[\"asset_create\"]}}");
      // a preview that was made meanwhile is an event, too
    } while (!newest.equals(newest()));
    assertThat(found.path("examined").asInt()).isEqualTo(3);
    assertThat(found.path("to").asText()).isEqualTo(newest);
  }

  private String newest() {
    JsonNode events = server.admin().get("/api/events", "limit", "200").json().path("items");
    return events.get(events.size() - 1).path("time").asText();
  }

  @Test
  void aSingleEventIsExaminedWithTheConditionsThatItMeets() {
    JsonNode event =
        server
            .admin()
            .get("/api/events", "type", "asset_create", "folder", "/B")
            .json()
            .at("/items/0");
    String id = event.path("id").asText();
    String asked = "{\"id\":\"shop\",\"event\":\"" + id + "\",\"webhook\":";

    JsonNode asItIs = simulated(asked + "{}}");
    assertThat(asItIs.path("examined").asInt()).isEqualTo(1);
    assertThat(asItIs.path("matches").asInt()).isZero();
    assertThat(asItIs.path("complete").asBoolean()).isTrue();
    assertThat(asItIs.path("payloads")).isEmpty();
    assertThat(names(asItIs, "fails")).containsExactly("folders");
    // by the same settings, the explanation says the same of each of these conditions
    JsonNode why =
        server.admin().get("/api/events/" + id + "/explain", "webhook", "shop").is(200).json();
    assertThat(why.path("predicates")).containsAll(asItIs.path("predicates"));

    JsonNode changed =
        simulated(asked + "{\"foldersAndQuery\":{\"folders\":[\"/B\"],\"query\":\"\"}}}");
    assertThat(changed.path("matches").asInt()).isEqualTo(1);
    assertThat(changed.at("/difference/gained").asInt()).isEqualTo(1);
    assertThat(changed.at("/newest/0/id").asText()).isEqualTo(id);
    assertThat(changed.at("/payloads/0/event").asText()).isEqualTo(id);
    assertThat(names(changed, "fails")).isEmpty();
    assertThat(names(changed, "holds")).contains("type", "folders");

    assertThat(simulated("{\"id\":\"shop\",\"webhook\":{}}").path("predicates").isNull()).isTrue();
    assertThat(refused(asked + "{},\"events\":1}")).contains("'events'", "'event'");
    server.admin().json("POST", SIMULATIONS, asked.replace(id, "none") + "{}}").is(404);
    server.admin().json("POST", SIMULATIONS, asked.replace(id, "x".repeat(22)) + "{}}").is(404);
  }

  private static List<String> names(JsonNode simulation, String verdict) {
    return simulation
        .path("predicates")
        .valueStream()
        .filter(predicate -> predicate.path("verdict").asText().equals(verdict))
        .map(predicate -> predicate.path("name").asText())
        .toList();
  }

  @Test
  void manyEventsAreExaminedByAJob() {
    JsonNode begun =
        server
            .admin()
            .json(
                "POST",
                SIMULATIONS,
                "{\"id\":\"shop\",\"events\":100000,\"webhook\":{\"tinger\":[]}}")
            .is(202)
            .json();
    assertThat(begun.at("/warnings/0").asText()).contains("tinger");
    String job = begun.path("job").asText();
    Await.until(
        "the job is done",
        () ->
            server
                .admin()
                .get("/api/jobs/" + job)
                .is(200)
                .json()
                .path("state")
                .asText()
                .equals("done"));
    JsonNode found = server.admin().get(SIMULATIONS + "/" + job).is(200).json();
    assertThat(found.path("complete").asBoolean()).isTrue();
    assertThat(found.path("matches").asInt()).isEqualTo(4);
    assertThat(found.path("payloads")).hasSize(3);
    assertThat(found.path("warnings")).isEqualTo(begun.path("warnings"));
    JsonNode shown = server.admin().get("/api/jobs/" + job).is(200).json();
    assertThat(shown.path("kind").asText()).isEqualTo("simulate");
    assertThat(shown.path("processed")).isEqualTo(found.path("examined"));
    server.admin().get(SIMULATIONS + "/" + "x".repeat(22)).is(404);
  }

  @Test
  void theSourceOfCloudEventsIsTheAddressOfTheServer() {
    JsonNode found =
        simulated(
            """
            {"webhook":{"eventTypes":["asset_create"],"format":"cloudevents-structured"}}
            """);
    assertThat(found.at("/payloads/0/payload").asText())
        .contains("\"source\":\"" + server.url() + "\"");
  }

  @Test
  void whatAJobKeepsOfADraftIsTheSameDraft() {
    Webhook draft =
        Webhook.blank(Instant.EPOCH).toBuilder()
            .subscription(
                new Webhook.Subscription(
                    List.of(EventTypes.ASSET_CREATE),
                    List.of(),
                    EventFilter.ALL,
                    new Projection(List.of("name"), List.of("status"))))
            .format(
                new RequestFormat(
                    new CloudEvents(CloudEvents.Mode.STRUCTURED, "/dam", "com.", ""), false))
            .build();
    Webhook read =
        WantedEvents.read(WantedEvents.of(draft).json(), EventFilterReader.TYPES_ONLY).webhook();
    assertThat(read.id()).isEqualTo(draft.id());
    assertThat(read.subscribesAs(draft)).isTrue();
    assertThat(read.format()).isEqualTo(draft.format());
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(refused("{}")).contains("'webhook' is required");
    assertThat(refused("{\"webhook\":{}}")).contains("eventTypes");
    assertThat(refused("{\"webhook\":{\"eventTypes\":[\"asset_made\"]}}"))
        .contains("eventTypes[0]", "asset_made", "asset_create");
    assertThat(refused("{\"events\":100001,\"webhook\":{\"eventTypes\":[]}}"))
        .contains("events", "100000");
    assertThat(
            refused("{\"webhook\":{\"eventTypes\":[],\"foldersAndQuery\":{\"query\":\"a OR (\"}}}"))
        .contains("foldersAndQuery.query");
    server.admin().json("POST", SIMULATIONS, "{\"id\":\"nothing\",\"webhook\":{}}").is(404);
  }

  @Test
  void theRetryScheduleIsShownAsDates() {
    JsonNode shown =
        server
            .admin()
            .get("/api/retry-schedule", "webhook", "shop", "from", "2026-11-30T12:00:00Z")
            .is(200)
            .json();
    assertThat(shown.path("webhook").asText()).isEqualTo(webhook);
    assertThat(shown.path("retries").asInt()).isEqualTo(8);
    assertThat(shown.path("attempts")).hasSize(9);
    assertThat(shown.at("/attempts/0/at").asText()).isEqualTo("2026-11-30T12:00:00.000Z");
    assertThat(shown.at("/attempts/2/at").asText()).isEqualTo("2026-11-30T12:00:06.000Z");
    assertThat(shown.at("/attempts/2/earliest").asText()).isEqualTo("2026-11-30T12:00:04.800Z");
    assertThat(shown.at("/attempts/8/at").asText()).isEqualTo("2026-11-30T15:42:36.000Z");
    JsonNode own =
        server
            .admin()
            .get(
                "/api/retry-schedule", "retryDelays", "10s, 10s,1m", "from", "2026-11-30T12:00:00Z")
            .is(200)
            .json();
    assertThat(own.path("attempts")).hasSize(4);
    assertThat(own.at("/attempts/3/at").asText()).isEqualTo("2026-11-30T12:01:20.000Z");
    assertThat(server.admin().get("/api/retry-schedule", "retryDelays", "1y").is(400).text())
        .contains("retryDelays[0]", "1y", "30s");
    Instant from =
        Instant.parse(
            server.admin().get("/api/retry-schedule").is(200).json().path("from").asText());
    assertThat(Duration.between(from, Instant.now())).isLessThan(Duration.ofMinutes(1));
    assertThat(server.admin().get("/api/retry-schedule", "from", "noon").is(400).text())
        .contains("from", "noon", "2026-11-25T10:00:00");
    server.admin().get("/api/retry-schedule", "webhook", "nothing").is(404);
  }

  private JsonNode simulated(String body) {
    return server.admin().json("POST", SIMULATIONS, body).is(200).json();
  }

  private String refused(String body) {
    return server.admin().json("POST", SIMULATIONS, body).is(400).text();
  }
}
