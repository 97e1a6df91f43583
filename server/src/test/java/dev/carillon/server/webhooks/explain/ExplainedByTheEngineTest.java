package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks with settings at random, which are changed, disabled, enabled and removed while assets
 * change: for every webhook and every event the explanation is what the engine did.
 */
class ExplainedByTheEngineTest {

  private static final String ADMIN = "/services/admin/webhook";
  private static final int ROUNDS = 6;

  private final Random random = new Random(20_261_130);
  private final GeneratedWebhook generated = new GeneratedWebhook(random);
  private final List<String> everRegistered = new ArrayList<>();
  private final List<String> present = new ArrayList<>();
  private final List<String> assets = new ArrayList<>();
  private int made;

  @OnEachDatabase
  void everyVerdictIsWhatTheEngineDid(TestDatabase database, @TempDir Path home) {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      server.folder("/A");
      server.allow("ann", "/A", "V");
      for (int round = 0; round < ROUNDS; round++) {
        register(admin, receiver.url());
        register(admin, receiver.url());
        changeAWebhook(admin);
        changeAWebhook(admin);
        changeAssets(server);
      }
      Map<String, Integer> verdicts = new TreeMap<>();
      for (JsonNode event : events(admin)) {
        String id = event.path("id").asText();
        Map<String, String> states = new TreeMap<>();
        admin
            .get("/api/events/" + id)
            .json()
            .path("deliveries")
            .forEach(
                delivery ->
                    states.put(
                        delivery.at("/webhook/id").asText(), delivery.path("state").asText()));
        for (String webhook : everRegistered) {
          compare(admin, id, webhook, states.getOrDefault(webhook, "none"), verdicts);
        }
      }
      assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(200);
      assertThat(verdicts.get("gets")).isGreaterThan(30);
      assertThat(verdicts.get("doesNotGet")).isGreaterThan(100);
      assertThat(verdicts.get("missed")).isGreaterThan(2);
      assertThat(verdicts).doesNotContainKey("unknown");
    }
  }

  private static void compare(
      TestClient admin, String event, String webhook, String state, Map<String, Integer> verdicts) {
    JsonNode why =
        admin.get("/api/events/" + event + "/explain", "webhook", webhook).is(200).json();
    String did =
        switch (state) {
          case "none" -> "doesNotGet";
          case "missed" -> "missed";
          default -> "gets";
        };
    assertThat(why.path("verdict").asText()).as(why.toPrettyString()).isEqualTo(did);
    assertThat(why.at("/happened/state").asText()).isEqualTo(state);
    boolean all = true;
    for (JsonNode predicate : why.path("predicates")) {
      String answer = predicate.path("verdict").asText();
      all &= !answer.equals("fails") || predicate.path("name").asText().equals("enabled");
      if (predicate.has("query") && !answer.equals("notAsked")) {
        assertThat(predicate.at("/query/verdict").asText())
            .as(predicate.toPrettyString())
            .isEqualTo(answer);
      }
    }
    if (all && did.equals("doesNotGet")) {
      assertThat(why.path("notes").toString()).contains("Each condition is met by itself");
    } else {
      assertThat(all).as(why.toPrettyString()).isEqualTo(!did.equals("doesNotGet"));
    }
    verdicts.merge(did, 1, Integer::sum);
  }

  private static List<JsonNode> events(TestClient admin) {
    List<JsonNode> events = new ArrayList<>();
    admin.get("/api/events", "limit", "200").is(200).json().path("items").forEach(events::add);
    return events;
  }

  private void register(TestClient admin, String url) {
    ObjectNode settings = generated.settings();
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
