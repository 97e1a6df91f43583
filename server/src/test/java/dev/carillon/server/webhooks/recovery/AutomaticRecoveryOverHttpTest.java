package dev.carillon.server.webhooks.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestCluster;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks that failures disable and that ask to be recovered, and those that do not. */
class AutomaticRecoveryOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String RULES =
      "\"disableAfter\": 2, \"retryDelays\": [\"48h\"], \"recoverAutomatically\": ";

  @TempDir private Path home;

  @OnEachDatabase
  void aPingThatSucceedsEnablesTheWebhookAndItGetsWhatItMissed(TestDatabase database) {
    TestServer.withProperties(home, "webHooksRecoveryDelays=1s,2s,3s,4s,5s,6s");
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        TestServer server = new TestServer(home, database.fresh())) {
      TestClient admin = server.admin();
      String id = webhook(admin, receiver, RULES + true);
      disabledByFailures(admin, id);
      for (int i = 0; i < 3; i++) {
        admin.newAsset("/Demo Zone", "missed" + i + ".bin");
      }
      Await.until("a ping failed", () -> get(admin, id).at("/recovery/pings").asInt() >= 1);
      JsonNode recovery = get(admin, id).get("recovery");
      assertThat(recovery.get("lastError").asText()).isEqualTo("HTTP 503");
      assertThat(recovery.get("nextPingAt").isTextual()).isTrue();
      String explain = explainOfMissed(admin, id);
      JsonNode enabled = enabled(admin, explain);
      assertThat(enabled.at("/value/recovery/phase").asText()).isEqualTo("pinging");
      assertThat(Instant.parse(enabled.at("/value/recovery/nextPingAt").asText()))
          .isAfter(Instant.parse(enabled.at("/value/disabledAt").asText()));
      assertThat(enabled.get("says").asText())
          .contains("It recovers automatically: ping ", " is due at ", "HTTP 503");
      receiver.now(Script.status(204));

      Await.until("enabled", () -> get(admin, id).get("enabled").asBoolean());
      assertThat(get(admin, id).get("recovery").isNull()).isTrue();
      assertThat(enabled(admin, explain).at("/value/recovery").isMissingNode())
          .as("that disabling is over")
          .isTrue();
      Await.until(
          "what was missed",
          () -> admin.get("/api/deliveries", "state", "delivered").ok().get("items").size() == 3);
      List<String> pings =
          receiver.requests().stream()
              .filter(request -> request.request().text().contains("\"type\":\"ping\""))
              .map(request -> request.request().text() + " " + request.attempt())
              .toList();
      assertThat(pings).hasSizeBetween(2, 6);
      for (int i = 0; i < pings.size(); i++) {
        assertThat(pings.get(i))
            .matches("\\{\"type\":\"ping\",\"timestamp\":\\d+,\"recovery\":true} " + (i + 1));
      }
      jobs(admin, id, 1, 3);
      List<String> actions = history(admin, id);
      assertThat(actions).contains("disableWebhookAutomatically");
      assertThat(actions.stream().filter("pingDisabledWebhook"::equals)).hasSize(pings.size());
      assertThat(actions.stream().filter("enableWebhookAutomatically"::equals)).hasSize(1);

      receiver.now(Script.status(503));
      recoveryDelays(admin, "1h");
      disabledByFailures(admin, id);
      Await.until("begun anew", () -> get(admin, id).get("recovery").isObject());
      assertThat(get(admin, id).at("/recovery/lastError").asText()).isEmpty();
    }
  }

  @Test
  void nothingAtAllIsSentWhereNobodyAskedForIt() {
    // long enough to disable one of them by hand before its first ping
    TestServer.withProperties(home, "webHooksRecoveryDelays=5s,5s");
    try (RecordingReceiver plain = RecordingReceiver.answering(503);
        RecordingReceiver byHand = RecordingReceiver.answering(503);
        RecordingReceiver gone = RecordingReceiver.answering(410);
        RecordingReceiver dead = RecordingReceiver.answering(503);
        TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      String off = webhook(admin, plain, RULES + false);
      String hand = webhook(admin, byHand, RULES + true);
      String left = webhook(admin, gone, RULES + true + ", \"disableOnGone\": true");
      String lost = webhook(admin, dead, RULES + true);
      disabledByFailures(admin, hand);
      admin.bare("PUT", WEBHOOKS + hand + "/disable").ok();
      for (String id : List.of(off, left, lost)) {
        Await.until("disabled", () -> !get(admin, id).get("enabled").asBoolean());
      }
      assertThat(get(admin, hand).get("disabledReason").asText()).isEqualTo("manual");
      assertThat(get(admin, left).get("disabledReason").asText()).isEqualTo("gone");
      Map<RecordingReceiver, Integer> sent =
          Map.of(plain, plain.count(), byHand, byHand.count(), gone, gone.count());

      Await.until("both pings failed", () -> get(admin, lost).at("/recovery/pings").asInt() == 2);
      assertThat(get(admin, lost).at("/recovery/nextPingAt").isNull()).isTrue();
      admin.newAsset("/Demo Zone", "lost.bin");
      JsonNode enabled = enabled(admin, explainOfMissed(admin, lost));
      assertThat(enabled.at("/value/recovery/phase").asText()).isEqualTo("givenUp");
      assertThat(enabled.get("says").asText())
          .contains("ended without success after 2 pings: enable the webhook yourself");
      int tried = dead.count();
      Await.pause(2_500);
      sent.forEach((receiver, count) -> assertThat(receiver.count()).isEqualTo(count));
      assertThat(dead.count()).as("it was given up").isEqualTo(tried);
      for (String id : List.of(off, hand, left)) {
        assertThat(get(admin, id).get("recovery").isNull()).isTrue();
        assertThat(history(admin, id)).doesNotContain("pingDisabledWebhook");
      }
    }
  }

  @Test
  void ofTwoNodesOnePingsAndOneRecovers() {
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        TestCluster cluster = new TestCluster(home, 2)) {
      TestClient admin = cluster.node(0).admin();
      recoveryDelays(admin, "2s,4s,6s,8s");
      String id = webhook(admin, receiver, RULES + true);
      Await.until(
          "known to the other",
          () -> cluster.node(1).admin().bare("GET", WEBHOOKS + id).status() == 200);
      disabledByFailures(admin, id);
      cluster.node(1).admin().newAsset("/Demo Zone", "missed.bin");
      Await.until("a ping failed", () -> get(admin, id).at("/recovery/pings").asInt() >= 1);
      receiver.now(Script.status(204));
      Await.until("enabled", () -> get(cluster.node(1).admin(), id).get("enabled").asBoolean());
      jobs(admin, id, 1, 1);
      Await.until(
          "what was missed",
          () -> admin.get("/api/deliveries", "state", "delivered").ok().get("items").size() == 1);
      assertThat(
              receiver.requests().stream()
                  .filter(request -> request.request().text().contains("\"ping\""))
                  .map(RecordingReceiver.RecordedRequest::attempt))
          .as("each ping once")
          .isEqualTo(IntStream.rangeClosed(1, pings(receiver)).boxed().toList());
      assertThat(history(admin, id).stream().filter("enableWebhookAutomatically"::equals))
          .hasSize(1);
    }
  }

  @Test
  void whatWasBeingRecordedWhenItWasDisabledIsSentToo() throws Exception {
    TestServer.withProperties(home, "webHooksRecoveryDelays=2s,4s,6s,8s");
    try (RecordingReceiver receiver = RecordingReceiver.answering(503)) {
      String id;
      try (TestServer server = new TestServer(home)) {
        id = webhook(server.admin(), receiver, RULES + true);
        disabledByFailures(server.admin(), id);
        server.admin().newAsset("/Demo Zone", "missed.bin");
      }
      // the change was planned long before it was recorded
      changed(
          "jdbc:sqlite:" + home.resolve("data/carillon.db"),
          "update events set time = time - 600000000 where sequence in"
              + " (select event from deliveries where state = 4)",
          1);
      changed(
          "jdbc:sqlite:" + home.resolve("data/carillon.db"),
          "update webhooks set created_at = created_at - 1200000000",
          1);
      receiver.now(Script.status(204));
      try (TestServer server = new TestServer(home)) {
        Await.until("enabled", () -> get(server.admin(), id).get("enabled").asBoolean());
        jobs(server.admin(), id, 1, 1);
      }
    }
  }

  /** As transactions that record begin. */
  private static final String RECORDS =
      "select pg_advisory_xact_lock_shared(4922516, 'delivery_sequence'::regclass::oid::int),"
          + " nextval('delivery_sequence')";

  @Test
  void whatAnotherNodeWasRecordingWhenItWasEnabledIsSentToo() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    TestServer.withProperties(home, "webHooksRecoveryDelays=1s,2s,3s,4s,5s,6s,7s,8s,9s,10s");
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        TestServer server = new TestServer(home, database)) {
      TestClient admin = server.admin();
      String id = webhook(admin, receiver, RULES + true);
      disabledByFailures(admin, id);
      admin.newAsset("/Demo Zone", "first.bin");
      admin.newAsset("/Demo Zone", "second.bin");
      // as if one of both were not committed yet
      String one = "where sequence = (select max(sequence) from deliveries where state = %d)";
      changed(database, "update deliveries set state = 3 " + one.formatted(4), 1);
      try (Connection recording = DriverManager.getConnection(database)) {
        recording.setAutoCommit(false);
        try (var statement = recording.createStatement()) {
          statement.execute(RECORDS);
          statement.executeUpdate("update deliveries set state = 4 " + one.formatted(3));
        }
        receiver.now(Script.status(204));
        Await.until("one is sent", () -> delivered(admin) == 1);
        recording.commit();
      }
      Await.until("both are sent", () -> delivered(admin) == 2);
      jobs(admin, id, 1, 2);
    }
  }

  @Test
  void aRecoveryThatIsGivenUpIsNotReadAgain() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    TestServer.withProperties(home, "webHooksRecoveryDelays=1s");
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        TestServer server = new TestServer(home, database)) {
      TestClient admin = server.admin();
      String id = webhook(admin, receiver, RULES + true);
      disabledByFailures(admin, id);
      Await.until("given up", () -> get(admin, id).at("/recovery/pings").asInt() == 1);
      Await.pause(2_500);
      int pings = receiver.count();
      // would be seen if the row were read
      changed(database, "update webhook_recoveries set next_at = 1", 1);
      Await.pause(2_500);
      assertThat(receiver.count()).isEqualTo(pings);
      // another webhook changes: all are looked at
      webhook(admin, receiver, RULES + false);
      Await.until("pinged", () -> receiver.count() > pings);
    }
  }

  private static int delivered(TestClient admin) {
    return admin.get("/api/deliveries", "state", "delivered").ok().get("items").size();
  }

  private static void changed(String database, String sql, int rows) throws SQLException {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(rows);
    }
  }

  private static void recoveryDelays(TestClient admin, String delays) {
    admin
        .json("PUT", "/api/properties/webHooksRecoveryDelays", "{\"value\": \"" + delays + "\"}")
        .is(200);
  }

  private static int pings(RecordingReceiver receiver) {
    return (int)
        receiver.requests().stream()
            .filter(request -> request.request().text().contains("\"ping\""))
            .count();
  }

  private static String webhook(TestClient admin, RecordingReceiver receiver, String more) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            "{\"name\": \"ring\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"], %s}"
                .formatted(receiver.url(), more))
        .ok()
        .get("id")
        .asText();
  }

  /** Where an event that this webhook missed is explained. */
  private static String explainOfMissed(TestClient admin, String id) {
    JsonNode missed =
        admin.get("/api/deliveries", "state", "missed", "webhook", id).ok().get("items").get(0);
    return "/api/events/" + missed.at("/event/id").asText() + "/explain?webhook=" + id;
  }

  private static JsonNode enabled(TestClient admin, String explain) {
    return admin
        .get(explain)
        .ok()
        .get("predicates")
        .valueStream()
        .filter(one -> one.get("name").asText().equals("enabled"))
        .findFirst()
        .orElseThrow();
  }

  private static void disabledByFailures(TestClient admin, String id) {
    for (int i = 0; i < 2; i++) {
      admin.newAsset("/Demo Zone", "failing" + System.nanoTime() + ".bin");
    }
    Await.until("disabled", () -> !get(admin, id).get("enabled").asBoolean());
  }

  private static JsonNode get(TestClient admin, String id) {
    return admin.bare("GET", WEBHOOKS + id).ok();
  }

  /** So many jobs recover its events, and all that they recovered together. */
  private static void jobs(TestClient admin, String id, int jobs, int recovered) {
    Await.until(
        "the jobs end",
        () ->
            admin
                    .get("/api/jobs")
                    .ok()
                    .get("items")
                    .valueStream()
                    .filter(job -> job.get("state").asText().equals("done"))
                    .count()
                >= jobs);
    List<JsonNode> all =
        admin
            .get("/api/jobs")
            .ok()
            .get("items")
            .valueStream()
            .filter(job -> job.path("webhook").asText().equals(id))
            .toList();
    assertThat(all).hasSize(jobs).allMatch(job -> job.get("createdBy").asText().equals("system"));
    assertThat(all.stream().mapToInt(job -> job.get("queued").asInt()).sum()).isEqualTo(recovered);
  }

  /** What the audit log says was done with it, the newest first. */
  private static List<String> history(TestClient admin, String id) {
    return admin
        .get("/api/audit", "objectType", "webhook", "object", id)
        .ok()
        .get("items")
        .valueStream()
        .map(entry -> entry.get("action").asText())
        .toList();
  }
}
