package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks with settings at random, which are changed, disabled, enabled and removed while assets
 * change: for every webhook and every event the explanation is what the engine did.
 */
class ExplainedByTheEngineTest {

  private static final String ADMIN = "/services/admin/webhook";
  private static final int ROUNDS = 4;
  private static final String BATCH = "{\"maxEvents\": 4, \"maxSeconds\": 1}";

  private final Random random = new Random(20_261_130);
  private final GeneratedWebhook generated = new GeneratedWebhook(random);
  private final List<String> everRegistered = new ArrayList<>();
  private final List<String> present = new ArrayList<>();
  private final List<String> assets = new ArrayList<>();
  private final Map<String, Map<String, LoggedEvent>> logged = new TreeMap<>();
  private final Map<String, Integer> waiting = new TreeMap<>();
  private final Cases cases = new Cases();
  private String consumer = "";
  private String ordered = "";
  private String pinned = "";
  private int made;

  @OnEachDatabase
  void everyVerdictIsWhatTheEngineDid(TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      OwnEvents own = new OwnEvents(admin, random);
      own.register();
      server.folder("/A");
      server.allow("ann", "/A", "V");
      // of no known format: no preview is made, which would be a change
      String unchanged = server.asset("/A/unchanged.bin", "status", "Draft");
      String itself = registerThoseThatStay(admin, receiver.url());
      JsonNode folders = admin.get("/api/events", "type", "folder_create").ok();
      String folder = folders.at("/items/0/subject").asText();
      for (int round = 0; round < ROUNDS; round++) {
        register(admin, receiver.url(), generated.settings());
        register(admin, receiver.url(), generated.settings());
        changeAWebhook(admin);
        changeAWebhook(admin);
        changeAssets(server);
        own.record(assets.isEmpty() ? unchanged : assets.getLast(), folder);
        own.record(unchanged, folder);
        status(server, unchanged, "Final");
        status(server, unchanged, "Draft");
        admin.bare("PUT", ADMIN + "/" + itself + "/disable").is(200);
        admin.bare("PUT", ADMIN + "/" + itself + "/enable").is(200);
        read(admin);
      }
      Map<String, Integer> held = settled(admin);
      for (JsonNode event : events(admin)) {
        for (String webhook : everRegistered) {
          compare(admin, event.path("id").asText(), webhook);
        }
      }
      assertThat(waiting).as("held, by the webhooks' health").isEqualTo(held);
      cases.checkAllWereThere();
      versions(admin);
    }
  }

  /**
   * Registers webhooks whose settings stay: each condition decides alone for one of them, and each
   * way of sending has one.
   *
   * @return the id of the one to which its own operational events would go
   */
  private String registerThoseThatStay(TestClient admin, String url) {
    register(admin, url, generated.with("debounceSeconds", "3"));
    register(admin, url, generated.with("batch", BATCH));
    register(admin, url, generated.with("debounceSeconds", "3600"));
    register(admin, url, generated.with("batch", "{\"maxEvents\": 900, \"maxSeconds\": 3600}"));
    register(admin, url, generated.with("eventTypes", "[\"authkey_create\"]"));
    register(admin, url, generated.with("foldersAndQuery", "{\"folders\": [\"/nowhere\"]}"));
    register(admin, url, generated.with("foldersAndQuery", "{\"query\": \"noSuchField:x\"}"));
    register(admin, url, generated.with("filterChange", "[\"left\"]"));
    register(admin, url, generated.with("triggerMetadataFields", "[\"description\"]"));
    register(admin, url, generated.with("onBehalfOf", "{\"user\": \"ann\"}"));
    consumer = register(admin, url, generated.with("delivery", "\"pull\""));
    cases.has(consumer, "pulled");
    ordered = register(admin, url, generated.with("ordering", "\"asset\""));
    cases.has(ordered, "ordered");
    cases.has(register(admin, url, generated.withTemplate()), "shaped");
    String first = "{\"" + OwnEvents.VERSIONED + "\": 1}";
    pinned = register(admin, url, generated.with("eventTypeVersions", first));
    cases.has(pinned, "pinned");
    String operational = "[\"webhook.disabled\", \"webhook.enabled\"]";
    String itself = register(admin, url, generated.with("operationalEvents", operational));
    present.clear();
    return itself;
  }

  /** Reads and acknowledges some events of the consumer; the others stay pending. */
  private void read(TestClient admin) {
    String path = "/api/consumers/" + consumer;
    JsonNode page = admin.get(path + "/events", "max", "3", "lease", "30s").ok();
    String ack = "{\"ack\": \"%s\"}".formatted(page.path("ack").asText());
    assertThat(admin.json("POST", path + "/ack", ack).ok().path("acknowledged").asInt())
        .isPositive();
  }

  /** A webhook that names a version gets events in it, and others as they were recorded. */
  private void versions(TestClient admin) {
    Set<Integer> asRecorded = new TreeSet<>();
    for (JsonNode payload : payloads(admin, ordered)) {
      asRecorded.add(payload.path("version").asInt());
    }
    assertThat(asRecorded).containsExactly(1, 2);
    List<JsonNode> first = payloads(admin, pinned);
    assertThat(first).hasSameSizeAs(payloads(admin, ordered));
    for (JsonNode payload : first) {
      assertThat(payload.path("version").asInt()).isEqualTo(1);
      assertThat(payload.path("data").has("coupon")).isFalse();
    }
  }

  /** The payloads of the type that has two versions. */
  private static List<JsonNode> payloads(TestClient admin, String webhook) {
    String type = OwnEvents.VERSIONED;
    return admin
        .get("/api/deliveries", "webhook", webhook, "type", type, "limit", "200")
        .ok()
        .path("items")
        .valueStream()
        .map(one -> admin.get("/api/deliveries/" + one.path("id").asText()).ok())
        .map(delivery -> TestResponse.json(delivery.path("payload").asText()))
        .toList();
  }

  @OnEachDatabase
  void permissionsThatWereChangedSinceAreNamedWhereVerdictAndLogDiffer(
      TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      server.folder("/A");
      new OwnEvents(admin, random).register();
      ObjectNode settings = generated.with("onBehalfOf", "{\"user\": \"ann\"}");
      register(admin, receiver.url(), settings);
      register(admin, receiver.url(), generated.with("metadataToReturn", "[]"));
      String hidden = server.asset("/A/hidden.bin");
      server.allow("ann", "/A", "V");
      String shown = server.asset("/A/shown.bin");
      JsonNode seen = why(admin, hidden, everRegistered.getFirst());
      assertThat(seen.path("verdict").asText()).isEqualTo("gets");
      assertThat(seen.path("notes").toString()).contains("there is no delivery", "permissions of");

      admin.json("DELETE", "/api/folder-rights?path=/A&user=ann", "").is(204);
      JsonNode unseen = why(admin, shown, everRegistered.getFirst());
      assertThat(unseen.path("verdict").asText()).isEqualTo("doesNotGet");
      assertThat(unseen.path("notes").toString()).contains("there is a delivery", "permissions of");
      assertThat(why(admin, shown, everRegistered.getLast()).path("notes")).isEmpty();
    }
  }

  /** Why a webhook gets the first event of an asset or not. */
  private static JsonNode why(TestClient admin, String asset, String webhook) {
    JsonNode event = admin.get("/api/events", "asset", asset).ok().at("/items/0");
    return admin
        .get("/api/events/" + event.path("id").asText() + "/explain", "webhook", webhook)
        .ok();
  }

  /** Waits until nothing is held for a short time, or being sent; how much is held for long. */
  private Map<String, Integer> settled(TestClient admin) {
    Map<String, Integer> held = new TreeMap<>();
    Set<List<String>> asked = new HashSet<>();
    Await.until(
        () -> "held: " + held,
        () -> {
          held.clear();
          held.putAll(held(admin));
          return !held.containsValue(-1)
              && ended(admin, held, asked)
              && sent(admin)
              && held.equals(held(admin));
        });
    for (String webhook : everRegistered) {
      logged.put(webhook, LoggedEvent.of(admin, webhook));
    }
    return held;
  }

  /** Whether all that is pending waits for readers, or for its webhook to be enabled. */
  private static boolean sent(TestClient admin) {
    return admin
        .get("/api/deliveries", "state", "pending", "limit", "200")
        .ok()
        .path("items")
        .valueStream()
        .map(delivery -> delivery.at("/waitingFor/reason").asText())
        .allMatch(reason -> reason.equals("consumer") || reason.equals("disabled"));
  }

  /** How many events are held for each webhook; -1 where it is not for long. */
  private static Map<String, Integer> held(TestClient admin) {
    Map<String, Integer> held = new TreeMap<>();
    for (JsonNode webhook : admin.get(ADMIN).ok()) {
      int events = webhook.at("/health/heldEvents").asInt();
      boolean longer =
          webhook.path("enabled").asBoolean()
              && webhook.toString().contains("3600")
              && (webhook.path("debounceSeconds").asInt() == 3_600
                  || events < webhook.at("/batch/maxEvents").asInt(Integer.MAX_VALUE));
      if (events > 0) {
        held.put(webhook.path("id").asText(), longer ? events : -1);
      }
    }
    return held;
  }

  /** Asks once for what is held for webhooks that were removed, and then until it has ended. */
  private boolean ended(TestClient admin, Map<String, Integer> held, Set<List<String>> asked) {
    if (asked.isEmpty()) {
      for (JsonNode event : events(admin)) {
        everRegistered.stream()
            .filter(webhook -> !present.contains(webhook) && !held.containsKey(webhook))
            .forEach(webhook -> asked.add(List.of(event.path("id").asText(), webhook)));
      }
    }
    asked.removeIf(
        one ->
            !admin
                .get("/api/events/" + one.getFirst() + "/explain", "webhook", one.getLast())
                .ok()
                .at("/happened/state")
                .asText()
                .equals("held"));
    return asked.isEmpty();
  }

  private void compare(TestClient admin, String event, String webhook) {
    JsonNode why =
        admin.get("/api/events/" + event + "/explain", "webhook", webhook).is(200).json();
    LoggedEvent log = logged.getOrDefault(webhook, Map.of()).get(event);
    String verdict = log == null ? "doesNotGet" : log.verdict();
    String state = log == null ? "none" : log.state();
    if (log == null && why.at("/happened/state").asText().equals("held")) {
      waiting.merge(webhook, 1, Integer::sum);
      verdict = "gets";
      state = "held";
    }
    assertThat(why.path("verdict").asText()).as(why.toPrettyString()).isEqualTo(verdict);
    assertThat(why.at("/happened/state").asText()).as(why.toPrettyString()).isEqualTo(state);
    assertThat(why.at("/happened/delivery").asText(""))
        .as(why.toPrettyString())
        .isEqualTo(log == null ? "" : log.delivery());
    conditions(admin, why, verdict);
    cases.add(why, verdict, webhook);
  }

  private static void conditions(TestClient admin, JsonNode why, String verdict) {
    boolean all = true;
    boolean waits = false;
    for (JsonNode predicate : why.path("predicates")) {
      String answer = predicate.path("verdict").asText();
      String name = predicate.path("name").asText();
      all &= !answer.equals("fails") || name.equals("enabled") || name.equals("debounce");
      waits |= answer.equals("waits") && !name.equals("sending");
      if (name.equals("debounce") || name.equals("batch")) {
        assertThat(answer.equals("fails")).isEqualTo(verdict.equals("dropped"));
      }
      if (name.equals("template")) {
        String delivery = "/api/deliveries/" + why.at("/happened/delivery").asText();
        assertThat(predicate.at("/value/problem"))
            .isEqualTo(admin.get(delivery).ok().path("payloadProblem"));
      }
      if (predicate.has("query") && !answer.equals("notAsked")) {
        assertThat(predicate.at("/query/verdict").asText())
            .as(predicate.toPrettyString())
            .isEqualTo(answer);
      }
    }
    assertThat(waits)
        .as(why.toPrettyString())
        .isEqualTo(why.at("/happened/state").asText().equals("held"));
    if (all && verdict.equals("doesNotGet")) {
      assertThat(why.path("notes").toString()).contains("Each condition is met by itself");
    } else {
      assertThat(all).as(why.toPrettyString()).isEqualTo(!verdict.equals("doesNotGet"));
    }
  }

  /** All events of the journal. */
  private static List<JsonNode> events(TestClient admin) {
    List<JsonNode> events = new ArrayList<>();
    String after;
    String next = "";
    do {
      after = next;
      JsonNode page = admin.get("/api/events", "limit", "200", "after", after).ok();
      page.path("items").forEach(events::add);
      next = page.path("next").asText();
    } while (!next.equals(after));
    return events;
  }

  private String register(TestClient admin, String url, ObjectNode settings) {
    settings.put("name", "webhook " + everRegistered.size());
    if (!settings.has("delivery")) {
      settings.put("url", url);
    }
    String id = admin.json("POST", ADMIN, settings.toString()).is(201).json().path("id").asText();
    everRegistered.add(id);
    present.add(id);
    return id;
  }

  private void changeAWebhook(TestClient admin) {
    String id = present.get(random.nextInt(present.size()));
    switch (random.nextInt(6)) {
      case 0 -> {
        admin.bare("DELETE", ADMIN + "/" + id).is(204);
        present.remove(id);
      }
      case 1 -> admin.bare("PUT", ADMIN + "/" + id + "/enable").is(200);
      case 2 -> admin.json("POST", ADMIN + "/" + id, generated.settings().toString()).is(200);
      default -> admin.bare("PUT", ADMIN + "/" + id + "/disable").is(200);
    }
  }

  private static void status(RecordedServer server, String id, String status) {
    String metadata = "{\"status\":\"" + status + "\"}";
    server.admin().form("/services/update", "id", id, "metadata", metadata).is(200);
  }

  private void changeAssets(RecordedServer server) {
    String folder = List.of("/A", "/A/B", "/C/D").get(random.nextInt(3));
    String id =
        server.asset(
            folder + "/one" + made++ + (random.nextBoolean() ? ".txt" : ".bin"),
            "status",
            List.of("Draft", "Final", "Gone").get(random.nextInt(3)),
            "rating",
            String.valueOf(1 + random.nextInt(5)),
            "description",
            random.nextBoolean() ? "A lighthouse of old stone" : "sea",
            "tags",
            "sea,stone");
    assets.add(id);
    String other = assets.get(random.nextInt(assets.size()));
    server
        .admin()
        .form(
            "/services/update",
            "id",
            other,
            "metadata",
            "{\"status\":\"Final\",\"rating\":%d}".formatted(1 + random.nextInt(5)))
        .is(200);
    if (random.nextInt(2) == 0) {
      server.admin().form("/services/createFolder", "path", "/C/new" + made).is(200);
    }
    if (random.nextInt(3) == 0) {
      server.admin().form("/services/remove", "ids", assets.removeLast()).is(200);
    }
  }
}
