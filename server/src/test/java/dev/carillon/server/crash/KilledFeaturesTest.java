package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed again and again while it makes changes for webhooks of every kind. An event
 * and all its deliveries are one transaction: so each webhook gets exactly the changes that a plain
 * one gets, as far as it asks for them.
 */
@Tag("long")
@Tag("faults")
class KilledFeaturesTest {

  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final int KILLS = 2;
  private static final int CHANGES = 40;
  private static final int EXPLAINED = 8;

  @TempDir private Path temp;

  private final FeatureReceiver receiver = new FeatureReceiver();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final List<String> assets = new ArrayList<>();
  private final Set<Integer> confirmed = new ConcurrentSkipListSet<>();
  private int asked;

  @AfterEach
  void close() {
    receiver.close();
  }

  @OnEachDatabase
  void eachWebhookGetsWhatItAsksForHoweverOftenTheServerDies(TestDatabase database)
      throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    for (int life = 0; life < KILLS; life++) {
      try (ServerProcess server = home.start()) {
        if (life == 0) {
          register(server.client());
        }
        changeUntilKilled(server);
      }
    }
    try (ServerProcess server = home.start()) {
      Client client = server.client();
      Await.until(() -> settled(client));
      NavigableSet<Integer> all = receiver.numbers("plain");
      assertThat(all).as("of %s asked for", asked).containsAll(confirmed);
      for (String webhook : List.of("shaped", "signed", "login")) {
        assertThat(receiver.numbers(webhook)).as(webhook).isEqualTo(all);
      }
      scopes();
      debounced(all);
      templates();
      logins();
      signatures(client);
      explanations(client);
    }
  }

  private void register(Client client) throws IOException {
    for (String path : List.of("/Seen/one.txt", "/Hidden/two.txt")) {
      JsonNode made = client.post("/services/create", Map.of("assetPath", path)).accepted();
      assets.add(made.path("id").asText());
    }
    client
        .postJson("/api/users", Map.of("username", "vera", "password", ServerProcess.PASSWORD))
        .accepted();
    client
        .putJson(
            "/api/folder-rights",
            Map.of("path", "/Seen", "user", "vera", "permissions", "V--------"))
        .accepted();
    webhook(client, "plain", Map.of());
    webhook(
        client, "shaped", Map.of("template", "{'number': changedMetadata.description.newValue}"));
    webhook(
        client,
        "signed",
        Map.of(
            "format", "cloudevents-structured", "handshake", true, "signatures", List.of("v1a")));
    webhook(
        client,
        "login",
        Map.of(
            "authentication",
            Map.of(
                "type", "oauth2",
                "tokenUrl", receiver.tokenUrl(),
                "clientId", "carillon",
                "clientSecret", "secret-of-the-client")));
    webhook(
        client,
        "entered",
        Map.of(
            "filterChange",
            "entered",
            "foldersAndQuery",
            Map.of("folders", List.of(), "query", "status:Final")));
    webhook(client, "viewed", Map.of("onBehalfOf", Map.of("user", "vera")));
    webhook(client, "debounced", Map.of("debounceSeconds", 1, "maxWaitSeconds", 2));
  }

  private void webhook(Client client, String name, Map<String, Object> more) throws IOException {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("name", name);
    settings.put("url", receiver.url(name));
    settings.put("eventTypes", List.of("asset_update_metadata"));
    settings.put("triggerMetadataFields", List.of("description"));
    ids.put(name, client.postJson(WEBHOOKS, settings).accepted().path("id").asText());
  }

  /** Each asset is Final and Draft in turn, and says the number of its last change. */
  private void changeUntilKilled(ServerProcess server) throws Exception {
    Client client = server.client();
    CountDownLatch some = new CountDownLatch(CHANGES);
    Thread changing =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (change(client, asked++)) {
                    some.countDown();
                    if (some.getCount() == CHANGES / 2) {
                      server.killChildren();
                    }
                  }
                });
    assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
    server.kill();
    changing.join();
  }

  /** Whether the server confirmed it. */
  private boolean change(Client client, int number) {
    String status = number / assets.size() % 2 == 0 ? "Final" : "Draft";
    Map<String, String> form =
        Map.of(
            "id", assets.get(number % assets.size()),
            "metadata", "{\"status\":\"%s\",\"description\":\"%d\"}".formatted(status, number));
    try {
      client.post("/services/update", form).accepted();
      return confirmed.add(number);
    } catch (IOException | IllegalStateException gone) {
      return false;
    }
  }

  /** What is held is looked at first: where it is no longer held, it is a delivery already. */
  private boolean settled(Client client) throws IOException {
    JsonNode debounced = client.call("GET " + WEBHOOKS + "/" + ids.get("debounced")).accepted();
    boolean held = debounced.at("/health/heldEvents").asInt() > 0;
    JsonNode pending = client.call("GET /api/deliveries?state=pending&limit=1").accepted();
    return !held && pending.path("items").isEmpty();
  }

  /** What enters a query, and what a user may see. */
  private void scopes() {
    NavigableSet<Integer> entered = new TreeSet<>();
    NavigableSet<Integer> seen = new TreeSet<>();
    for (JsonNode event : receiver.bodies("plain")) {
      int number = FeatureReceiver.number(event);
      if (event.at("/changedMetadata/status/newValue").asText().equals("Final")) {
        entered.add(number);
      }
      if (event.path("assetId").asText().equals(assets.getFirst())) {
        seen.add(number);
      }
    }
    assertThat(receiver.numbers("entered")).isEqualTo(entered).isNotEmpty();
    assertThat(receiver.numbers("viewed")).isEqualTo(seen).isNotEmpty();
  }

  /**
   * Each event begins with the value that the one before it ended with, up to the last change. What
   * a killed node had not sent may arrive after what the next one did.
   */
  private void debounced(NavigableSet<Integer> all) {
    Map<String, String> last = new HashMap<>();
    List<JsonNode> events = new ArrayList<>(receiver.bodies("debounced"));
    events.sort(Comparator.comparingInt(FeatureReceiver::number));
    for (JsonNode event : events) {
      JsonNode description = event.at("/changedMetadata/description");
      String before =
          last.put(event.path("assetId").asText(), description.path("newValue").asText());
      assertThat(description.path("oldValue").asText(null)).as("of %s", event).isEqualTo(before);
    }
    for (int asset = 0; asset < assets.size(); asset++) {
      int place = asset;
      String newest =
          String.valueOf(
              all.descendingSet().stream()
                  .filter(number -> number % assets.size() == place)
                  .findFirst()
                  .orElseThrow());
      assertThat(last).containsEntry(assets.get(asset), newest);
    }
    assertThat(events).hasSizeLessThan(all.size());
  }

  /** Where the template could not be run, the payload was sent. */
  private void templates() {
    assertThat(receiver.bodies("shaped"))
        .anySatisfy(body -> assertThat(body.has("number")).isTrue())
        .allSatisfy(body -> assertThat(body.has("number") || body.has("changedMetadata")).isTrue());
  }

  /** A token is fetched once in each life of the server. */
  private void logins() {
    assertThat(receiver.tokens()).isBetween(1, KILLS + 1);
    assertThat(receiver.deliveries("login").values())
        .allSatisfy(
            request ->
                assertThat(request.header("Authorization").orElse("")).startsWith("Bearer token-"));
  }

  /** The key that was made before the first kill signs on. */
  private void signatures(Client client) throws IOException, ParseException {
    PublishedKeys keys = PublishedKeys.of(client);
    assertThat(keys.ids()).hasSize(1);
    for (Received request : receiver.deliveries("signed").values()) {
      assertThat(keys.signing(request)).containsExactlyElementsOf(keys.ids());
    }
  }

  /** What is explained of some events is what happened, whichever life recorded them. */
  private void explanations(Client client) throws IOException {
    List<Map.Entry<String, Received>> sent = List.copyOf(receiver.deliveries("plain").entrySet());
    for (int each = 0; each < EXPLAINED; each++) {
      var delivery = sent.get(each * (sent.size() - 1) / (EXPLAINED - 1));
      int number = FeatureReceiver.number(Recorder.json(delivery.getValue()));
      String event =
          client
              .call("GET /api/deliveries/" + delivery.getKey())
              .accepted()
              .at("/event/id")
              .asText();
      for (String webhook : ids.keySet()) {
        JsonNode why =
            client
                .call("GET /api/events/" + event + "/explain?webhook=" + ids.get(webhook))
                .accepted();
        boolean gets = webhook.equals("debounced") || receiver.numbers(webhook).contains(number);
        assertThat(why.path("verdict").asText())
            .as("%s of %s: %s", number, webhook, why)
            .isEqualTo(gets ? "gets" : "doesNotGet");
      }
    }
  }
}
