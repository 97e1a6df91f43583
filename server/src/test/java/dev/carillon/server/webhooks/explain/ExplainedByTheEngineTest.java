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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
  private final Map<String, Map<String, Did>> did = new TreeMap<>();
  private final Map<String, Integer> waiting = new TreeMap<>();
  private int made;

  @OnEachDatabase
  void everyVerdictIsWhatTheEngineDid(TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      server.folder("/A");
      server.allow("ann", "/A", "V");
      // of no known format: no preview is made, which would be a change
      String unchanged = server.asset("/A/unchanged.bin", "status", "Draft");
      register(admin, receiver.url(), generated.holding("debounceSeconds", "3"));
      register(admin, receiver.url(), generated.holding("batch", BATCH));
      register(admin, receiver.url(), generated.holding("debounceSeconds", "3600"));
      present.clear();
      for (int round = 0; round < ROUNDS; round++) {
        register(admin, receiver.url(), generated.settings());
        register(admin, receiver.url(), generated.settings());
        changeAWebhook(admin);
        changeAWebhook(admin);
        changeAssets(server);
        status(server, unchanged, "Final");
        status(server, unchanged, "Draft");
      }
      Map<String, Integer> verdicts = new TreeMap<>();
      Map<String, Integer> held = settled(admin);
      for (JsonNode event : events(admin)) {
        String id = event.path("id").asText();
        for (String webhook : everRegistered) {
          compare(admin, id, webhook, verdicts);
        }
      }
      assertThat(waiting).as("held, by the webhooks' health").isEqualTo(held);
      assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(200);
      assertThat(verdicts.getOrDefault("gets", 0)).as("gets of %s", verdicts).isGreaterThan(30);
      assertThat(verdicts.getOrDefault("doesNotGet", 0))
          .as("doesNotGet of %s", verdicts)
          .isGreaterThan(100);
      assertThat(verdicts.getOrDefault("missed", 0)).as("missed of %s", verdicts).isGreaterThan(2);
      assertThat(verdicts.getOrDefault("dropped", 0))
          .as("dropped of %s", verdicts)
          .isGreaterThan(0);
      assertThat(verdicts.getOrDefault("held", 0)).as("held of %s", verdicts).isGreaterThan(2);
      assertThat(verdicts.getOrDefault("debounce holds", 0))
          .as("debounce holds of %s", verdicts)
          .isGreaterThan(2);
      assertThat(verdicts.getOrDefault("batch holds", 0))
          .as("batch holds of %s", verdicts)
          .isGreaterThan(2);
      assertThat(verdicts).doesNotContainKey("unknown");
    }
  }

  @OnEachDatabase
  void permissionsThatWereChangedSinceAreNamedWhereVerdictAndLogDiffer(
      TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      server.folder("/A");
      ObjectNode settings = generated.holding("onBehalfOf", "{\"user\": \"ann\"}");
      register(admin, receiver.url(), settings);
      register(admin, receiver.url(), generated.holding("metadataToReturn", "[]"));
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

  /** Waits until nothing is held for a short time only; how much is held for how long webhooks. */
  private Map<String, Integer> settled(TestClient admin) {
    Map<String, Integer> held = new TreeMap<>();
    Set<List<String>> asked = new HashSet<>();
    Await.until(
        () -> "held: " + held,
        () -> {
          held.clear();
          held.putAll(held(admin));
          return !held.containsValue(-1) && ended(admin, held, asked) && held.equals(held(admin));
        });
    for (String webhook : everRegistered) {
      did.put(webhook, did(admin, webhook));
    }
    return held;
  }

  /** How many events are held for each webhook; -1 where it is not for long. */
  private static Map<String, Integer> held(TestClient admin) {
    Map<String, Integer> held = new TreeMap<>();
    for (JsonNode webhook : admin.get(ADMIN).ok()) {
      int events = webhook.at("/health/heldEvents").asInt();
      boolean longer =
          webhook.path("enabled").asBoolean()
              && webhook.toString().contains("3600")
              && events < webhook.at("/batch/maxEvents").asInt(Integer.MAX_VALUE);
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

  /** What the log has of each event, the newest delivery that has it. */
  private static Map<String, Did> did(TestClient admin, String webhook) {
    Map<String, Did> did = new TreeMap<>();
    JsonNode page = admin.get("/api/deliveries", "webhook", webhook, "limit", "200").ok();
    for (JsonNode delivery : page.path("items")) {
      String id = delivery.path("id").asText();
      String state = delivery.path("state").asText();
      JsonNode events = admin.get("/api/deliveries/" + id + "/events").ok().path("items");
      String type = delivery.at("/event/type").asText();
      if (events.isEmpty()) {
        did.put(delivery.at("/event/id").asText(), new Did(state, id, type, false));
      }
      boolean dropped = state.equals("cancelled") && !type.equals("batch");
      events.forEach(
          event -> did.put(event.path("id").asText(), new Did(state, id, type, dropped)));
    }
    return did;
  }

  private void compare(
      TestClient admin, String event, String webhook, Map<String, Integer> verdicts) {
    JsonNode why =
        admin.get("/api/events/" + event + "/explain", "webhook", webhook).is(200).json();
    Did logged = did.getOrDefault(webhook, Map.of()).get(event);
    String verdict =
        logged == null ? "doesNotGet" : logged.dropped() ? "dropped" : logged.verdict();
    String state = logged == null ? "none" : logged.state();
    if (logged == null && why.at("/happened/state").asText().equals("held")) {
      waiting.merge(webhook, 1, Integer::sum);
      verdicts.merge("held", 1, Integer::sum);
      verdict = "gets";
      state = "held";
    }
    assertThat(why.path("verdict").asText()).as(why.toPrettyString()).isEqualTo(verdict);
    assertThat(why.at("/happened/state").asText()).as(why.toPrettyString()).isEqualTo(state);
    assertThat(why.at("/happened/delivery").asText(""))
        .as(why.toPrettyString())
        .isEqualTo(logged == null ? "" : logged.delivery());
    verdicts.merge(verdict, 1, Integer::sum);
    conditions(why, verdict, verdicts);
  }

  private static void conditions(JsonNode why, String verdict, Map<String, Integer> verdicts) {
    boolean all = true;
    boolean waits = false;
    for (JsonNode predicate : why.path("predicates")) {
      String answer = predicate.path("verdict").asText();
      String name = predicate.path("name").asText();
      all &= !answer.equals("fails") || name.equals("enabled") || name.equals("debounce");
      waits |= answer.equals("waits") && !name.equals("sending");
      if (name.equals("debounce") || name.equals("batch")) {
        verdicts.merge(name + " " + answer, 1, Integer::sum);
        assertThat(answer.equals("fails")).isEqualTo(verdict.equals("dropped"));
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

  private static List<JsonNode> events(TestClient admin) {
    List<JsonNode> events = new ArrayList<>();
    admin.get("/api/events", "limit", "200").is(200).json().path("items").forEach(events::add);
    return events;
  }

  private void register(TestClient admin, String url, ObjectNode settings) {
    settings.put("name", "webhook " + everRegistered.size()).put("url", url);
    String id = admin.json("POST", ADMIN, settings.toString()).is(201).json().path("id").asText();
    everRegistered.add(id);
    present.add(id);
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

  /** What the log has of an event for a webhook. */
  private record Did(String state, String delivery, String type, boolean dropped) {

    String verdict() {
      return state.equals("missed") ? "missed" : "gets";
    }
  }
}
