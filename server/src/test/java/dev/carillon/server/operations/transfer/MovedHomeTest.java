package dev.carillon.server.operations.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Inspected;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Place;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that was used on SQLite goes on on PostgreSQL as if nothing had happened. */
class MovedHomeTest {

  private static final int CHANGES = 8;

  /** With that of the new asset, and that of its preview. */
  private static final int EVENTS = CHANGES + 2;

  @TempDir private Path home;
  private final String url = TestDatabase.POSTGRESQL.fresh();

  @Test
  void whatWasPendingIsSentOnceInOrderAndAllElseIsAsBefore() throws Exception {
    try (RecordingReceiver slow = RecordingReceiver.answering(500);
        RecordingReceiver failing = RecordingReceiver.answering(500);
        RecordingReceiver sound = RecordingReceiver.answering(200)) {
      Facts before;
      try (RecordedServer server = new RecordedServer(home, "", "bob")) {
        retrySoon(server.admin());
        webhook(server.admin(), slow, ", \"ordering\": \"asset\"");
        webhook(server.admin(), failing, "");
        webhook(server.admin(), sound, "");
        use(server);
        slow.await(1);
        Await.until("the sound one has all", () -> sound.count() == EVENTS);
        Await.until("the failing one has all", () -> failing.distinct() == EVENTS);
        Await.until("the log has them", () -> delivered(server).size() >= EVENTS);
        before = Facts.of(server, new ArrayList<>());
      }
      // the first one failed, and the others of this asset wait for it
      assertThat(slow.distinct()).isEqualTo(1);
      String sqlite = "jdbc:sqlite:" + home.resolve("data/carillon.db");
      String stored = StoredDeliveries.whole(sqlite).toString();
      StoredDeliveries pending = StoredDeliveries.in(sqlite);
      assertThat(pending.count(State.PENDING)).isGreaterThan(2 * CHANGES);
      assertThat(pending.all())
          .extracting(Inspected::place)
          .contains(Place.OPEN, Place.RECORD, Place.ROW);

      Typed.run("database", "copy", "--to", url, "--home", home.toString()).is(0);
      assertThat(StoredDeliveries.whole(url).toString()).isEqualTo(stored);
      assertThat(StoredDeliveries.in(url).ids(State.PENDING)).isEqualTo(pending.ids(State.PENDING));

      try (TestServer moved = new TestServer(home)) {
        assertThat(moved.admin().get("/api/nodes").is(200).json().path("items")).isNotNull();
        slow.now(Script.status(200));
        List<String> left = pending.ids(State.PENDING);
        Await.until("each is sent", () -> sent(slow, left).size() == EVENTS);
        Await.until("all are settled", () -> pendingOf(moved, slow) == 0);
        assertThat(slow.times().values()).filteredOn(times -> times.get() > 1).hasSize(1);
        List<String> sent = sent(slow, left);
        assertThat(sent).isEqualTo(left.stream().filter(sent::contains).toList());
        Facts.of(moved, before.delivered()).requireEqual(before);
        String again = moved.admin().newAsset("/Zone", "later.txt");
        assertThat(again).isNotEmpty();
        Await.until("a new event is sent", () -> sound.count() >= EVENTS + 1);
        assertThat(sound.times().values()).allMatch(times -> times.get() == 1);
      }
      assertThat(Typed.run("audit", "verify", "--offline", "--home", home.toString()).is(0).out())
          .startsWith("Intact: ");
    }
  }

  private static void retrySoon(TestClient admin) {
    admin
        .json(
            "PUT",
            "/api/properties/webHooksRetryDelays",
            "{\"value\": \"1s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s,2s\"}")
        .is(200);
    admin
        .json("PUT", "/api/properties/webHooksRetryMaximumAttempts", "{\"value\": \"100\"}")
        .is(200);
  }

  private static void webhook(TestClient admin, RecordingReceiver receiver, String more) {
    admin
        .json(
            "POST",
            "/services/admin/webhook",
            ("{\"name\": \"w\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\","
                    + " \"asset_update_metadata\"]%s}")
                .formatted(receiver.url(), more))
        .is(201);
  }

  private static void use(RecordedServer server) {
    String id = server.asset("/Zone/words.txt");
    // the preview is a change of its own, at a moment of its own
    Await.until(
        "the preview is made",
        () ->
            server
                .admin()
                .get("/services/search", "q", "id:" + id)
                .is(200)
                .text()
                .contains("\"previewState\":\"yes\""));
    for (int i = 0; i < CHANGES; i++) {
      server
          .admin()
          .form("/services/update", "id", id, "metadata", "{\"description\": \"" + i + "\"}")
          .is(200);
    }
    String group = server.group("readers", "bob");
    server.allowGroup(group, "/Zone", "V--------");
    TestServer.token(server.admin(), "assets:read");
    server
        .admin()
        .with("Idempotency-Key", "key-1")
        .json("POST", "/api/groups", "{\"name\": \"once\"}")
        .is(201);
  }

  private static List<String> delivered(TestServer server) {
    List<String> ids = new ArrayList<>();
    server
        .admin()
        .get("/api/deliveries", "state", "delivered", "limit", "200")
        .is(200)
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static long pendingOf(TestServer server, RecordingReceiver receiver) {
    long pending = 0;
    JsonNode page =
        server.admin().get("/api/deliveries", "state", "pending", "limit", "200").is(200).json();
    for (JsonNode item : page.path("items")) {
      pending += receiver.times().containsKey(item.path("id").asText()) ? 1 : 0;
    }
    return pending;
  }

  /** Which of these the receiver got, each once, in the order in which they came first. */
  private static List<String> sent(RecordingReceiver receiver, List<String> ids) {
    return receiver.requests().stream()
        .map(RecordingReceiver.RecordedRequest::id)
        .filter(ids::contains)
        .distinct()
        .toList();
  }

  /** What users see. */
  private record Facts(
      List<String> delivered,
      int found,
      int ofBob,
      String text,
      String group,
      String tokens,
      String audit) {

    static Facts of(TestServer server, List<String> alsoDelivered) {
      TestClient admin = server.admin();
      List<String> ids = MovedHomeTest.delivered(server);
      if (!alsoDelivered.isEmpty()) {
        ids.retainAll(alsoDelivered);
      }
      return new Facts(
          ids,
          found(admin, "words"),
          found(server.as("bob"), "words"),
          admin.get("/services/search", "q", "words").json().path("hits").toString(),
          admin
              .with("Idempotency-Key", "key-1")
              .json("POST", "/api/groups", "{\"name\": \"once\"}")
              .is(201)
              .text(),
          admin.get("/api/tokens").is(200).json().path("items").size() + " tokens",
          admin.json("POST", "/api/audit/verify", "").is(200).json().path("intact").asText());
    }

    private static int found(TestClient client, String query) {
      return client.get("/services/search", "q", query).is(200).json().path("totalHits").asInt();
    }

    void requireEqual(Facts before) {
      assertThat(delivered).containsExactlyElementsOf(before.delivered);
      assertThat(found).isEqualTo(before.found).isPositive();
      assertThat(ofBob).isEqualTo(before.ofBob).isPositive();
      assertThat(text.replaceAll("http://[^/]+", ""))
          .isEqualTo(before.text.replaceAll("http://[^/]+", ""));
      assertThat(group).isEqualTo(before.group);
      assertThat(tokens).isEqualTo(before.tokens).isNotEqualTo("0 tokens");
      assertThat(audit).isEqualTo(before.audit).isNotEmpty();
    }
  }
}
