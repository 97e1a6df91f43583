package dev.carillon.server.faults.clock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T3: of three nodes one has a clock that is a day ahead, and one is a day behind. Each says so;
 * nothing is lost or sent twice, nothing is removed too early, and logins and leases hold.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("t3")
class SkewedClusterTest {

  private static final int RIGHT = 0;
  private static final int AHEAD = 1;
  private static final int BEHIND = 2;
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<Duration> OFF = List.of(Duration.ZERO, DAY, DAY.negated());
  private static final Duration ABOUT = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration ADOPTED_WITHIN = LEASE.plusSeconds(5);

  /** Old things are removed for the first time a minute after a start. */
  private static final Duration PURGED_AFTER = Duration.ofSeconds(63);

  private static final int ASSETS_EACH = 5;
  private static final String[] PROPERTIES = {
    "webHooksRetryDelays=1s,2s,3s,4s,5s,6s,7s,8s",
    "webHooksFailuresBeforeDisable=-1",
    "trashDays=1",
    "auditRetentionDays=1"
  };

  private final String database = TestDatabase.POSTGRESQL.fresh();
  private final List<ClockedServer> nodes = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();

  @TempDir Path temp;

  @AfterEach
  void end() {
    nodes.forEach(ClockedServer::close);
  }

  @Test
  void aClockThatIsADayOffHarmsNothing() throws Exception {
    try (RecordingReceiver receiver = RecordingReceiver.answering(503)) {
      start(RIGHT);
      TestClient right = clients.getFirst();
      ClockedServer.webhook(right, receiver.url());
      String upload = upload(right);
      start(AHEAD);
      start(BEHIND);
      long began = System.nanoTime();
      Map<String, Long> ahead = told();
      checkSessions();
      assertThat(clients.get(AHEAD).get("/api/uploads/" + upload).status())
          .as("an upload that has just begun, at the node that is ahead")
          .isEqualTo(200);
      String removed = removed(clients.get(BEHIND));

      int sent = sentOnce(receiver);
      sleepUntil(began, LEASE.plusSeconds(5));
      assertThat(ids()).as("each node has kept its lease").isEqualTo(ahead.keySet());
      Duration adopted = adopted(receiver);

      sleepUntil(began, PURGED_AFTER);
      FaultRecord.record(
          "t3.day",
          Map.of("nodes", nodes.size(), "sent", sent, "adopted after ms", adopted.toMillis()),
          Map.of("adopted after ms", ADOPTED_WITHIN.toMillis()));
      System.out.println("t3.day: " + ahead + ", adopted after " + adopted);

      assertThat(adopted).isLessThanOrEqualTo(ADOPTED_WITHIN);
      assertThat(right.get("/api/uploads/" + upload).status()).as("upload").isEqualTo(200);
      assertThat(right.get("/api/trash").ok().toString()).as("trash").contains(removed);
      assertThat(right.get("/api/audit", "action", "createWebhook").ok().path("items"))
          .as("entries of the last minute")
          .hasSize(1);
      assertThat(right.get("/api/audit").ok().toString())
          .as("requests that have ended")
          .doesNotContain("interrupted");
      checkSessions();
    }
  }

  private void start(int node) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("clock" + node));
    FakedClock clock = FakedClock.in(folder);
    clock.off(OFF.get(node));
    Path config = Files.createDirectories(home(node).resolve("config"));
    Files.writeString(
        config.resolve("node.properties"),
        "nodes=many\nfileStore=%s\n".formatted(temp.resolve("files")));
    if (node != RIGHT) {
      try (Stream<Path> files = Files.list(home(RIGHT).resolve("config"))) {
        for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
          Files.copy(key, config.resolve(key.getFileName()));
        }
      }
    }
    ClockedServer server = ClockedServer.launch(home(node), clock, database, PROPERTIES);
    nodes.add(server);
    clients.add(server.bearer().unchecked());
  }

  private Path home(int node) {
    return temp.resolve("node" + node);
  }

  private static String upload(TestClient client) {
    return client
        .with("Tus-Resumable", "1.0.0")
        .with("Upload-Length", "10")
        .with("Upload-Metadata", "filename YS50eHQ=")
        .post("/api/uploads")
        .is(201)
        .json()
        .path("id")
        .asText();
  }

  /** An asset that was removed a moment ago. */
  private static String removed(TestClient client) {
    String id = client.form("/services/create", "assetPath", "/gone.txt").ok().path("id").asText();
    client.form("/services/remove", "ids", id).ok();
    return id;
  }

  /** Each node says how far its clock is off, in the list, its health and its log; by their ids. */
  private Map<String, Long> told() throws Exception {
    Await.until(Duration.ofSeconds(20), () -> wrongOnes().size() == OFF.size() - 1);
    assertHealth(RIGHT, "up", "from the database's");
    assertHealth(AHEAD, "degraded", "ahead of the database's");
    assertHealth(BEHIND, "degraded", "behind the database's");
    Map<String, Long> ahead = new TreeMap<>();
    live().forEach(node -> ahead.put(id(node), node.path("clockAheadMs").asLong()));
    assertThat(ahead.values().stream().sorted().toList())
        .satisfiesExactly(
            behind -> assertAbout(behind, DAY.negated()),
            right -> assertAbout(right, Duration.ZERO),
            fast -> assertAbout(fast, DAY));
    return ahead;
  }

  private List<JsonNode> wrongOnes() {
    return live().stream()
        .filter(node -> Math.abs(node.path("clockAheadMs").asLong()) > ABOUT.toMillis())
        .toList();
  }

  private List<JsonNode> live() {
    return clients
        .get(RIGHT)
        .get("/api/nodes")
        .ok()
        .path("nodes")
        .valueStream()
        .filter(node -> node.path("state").asText().equals("live"))
        .toList();
  }

  private Set<String> ids() {
    return live().stream().map(SkewedClusterTest::id).collect(Collectors.toSet());
  }

  private static String id(JsonNode node) {
    return node.path("id").asText();
  }

  private static void assertAbout(long millis, Duration expected) {
    assertThat(millis).isBetween(expected.minus(ABOUT).toMillis(), expected.plus(ABOUT).toMillis());
  }

  private void assertHealth(int node, String status, String words) {
    JsonNode check =
        clients
            .get(node)
            .get("/api/health")
            .json()
            .path("checks")
            .valueStream()
            .filter(one -> one.path("name").asText().equals("clock"))
            .findFirst()
            .orElseThrow();
    assertThat(check.path("status").asText()).isEqualTo(status);
    assertThat(check.path("detail").asText()).containsPattern("clock is [0-9]+ ms").contains(words);
    if (node != RIGHT) {
      // it is printed after others can see it, and read by and by
      Pattern said = Pattern.compile("clock is [0-9]+ ms " + words);
      Await.until("it says so", () -> said.matcher(nodes.get(node).process().printed()).find());
    }
  }

  /** A login at any node is good at all of them. */
  private void checkSessions() throws Exception {
    for (ClockedServer at : nodes) {
      if (!at.process().alive()) {
        continue;
      }
      TestClient session = at.anonymous().loggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD);
      TestClient token = at.bearer();
      for (ClockedServer other : nodes) {
        if (other.process().alive()) {
          String base = other.url();
          assertThat(moved(session, base).known()).as("session at %s", base).isTrue();
          assertThat(moved(token, base).known()).as("token at %s", base).isTrue();
        }
      }
    }
  }

  private static TestClient moved(TestClient client, String base) {
    return new TestClient(client.http(), base, client.headers(), false);
  }

  /** All nodes send and send again: each attempt is made once; how many there were. */
  private int sentOnce(RecordingReceiver receiver) throws Exception {
    Await.until("the removed asset's event is sent", () -> receiver.distinct() == 1);
    for (int node = 0; node < nodes.size(); node++) {
      create(node, ASSETS_EACH);
    }
    int all = 1 + nodes.size() * ASSETS_EACH;
    Await.until("all are sent", () -> receiver.distinct() == all);
    long ok = receiver.now(Script.status(200));
    Await.until(
        "each is sent again",
        () ->
            receiver.requests().stream()
                    .filter(one -> one.atNanos() > ok)
                    .map(RecordedRequest::id)
                    .distinct()
                    .count()
                == all);
    Thread.sleep(3000);
    List<RecordedRequest> requests = List.copyOf(receiver.requests());
    Set<String> attempts =
        requests.stream().map(one -> one.id() + one.attempt()).collect(Collectors.toSet());
    assertThat(attempts).as("no attempt was made twice").hasSameSizeAs(requests);
    assertThat(requests.stream().filter(one -> one.atNanos() > ok)).hasSize(all);
    return requests.size();
  }

  private void create(int node, int count) {
    for (int i = 0; i < count; i++) {
      String path = "/%d/%d-%d.txt".formatted(node, i, System.nanoTime());
      clients.get(node).form("/services/create", "assetPath", path).ok();
    }
  }

  /** The node that is ahead dies; how long it takes until others have sent what it left. */
  private Duration adopted(RecordingReceiver receiver) throws Exception {
    Set<String> known = Set.copyOf(receiver.times().keySet());
    receiver.now(Script.status(503));
    create(AHEAD, ASSETS_EACH);
    Await.until("all are sent", () -> receiver.distinct() == known.size() + ASSETS_EACH);
    nodes.get(AHEAD).process().kill();
    long killed = System.nanoTime();
    receiver.now(Script.status(200));
    return Await.until(
        ADOPTED_WITHIN.plusSeconds(10),
        () ->
            receiver.requests().stream()
                    .filter(one -> one.atNanos() > killed && !known.contains(one.id()))
                    .map(RecordedRequest::id)
                    .distinct()
                    .count()
                == ASSETS_EACH);
  }

  private static void sleepUntil(long began, Duration after) throws InterruptedException {
    long left = began + after.toNanos() - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }
}
