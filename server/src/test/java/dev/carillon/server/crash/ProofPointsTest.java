package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.faults.clock.FakedClock;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server dies while it hashes attempts: after the next start each attempt is in one segment,
 * whose root is in the audit log. The embedded database only, since the wall clock is moved; {@code
 * SealerNodesTest} has the same of PostgreSQL without a process that dies.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class ProofPointsTest {

  private static final String PROOFS = "dev.carillon.server.webhooks.proof.";
  private static final int ASSETS = 5;

  /** Attempts are hashed once their delivery ended two minutes ago. */
  private static final Duration LATER = Duration.ofMinutes(3);

  /** A node that dies keeps the next from hashing for half a minute. */
  private static final Duration FREE_AGAIN = Duration.ofMinutes(4);

  @TempDir Path temp;

  /** The segment is written and not committed; it is committed, and not in the audit log. */
  static Stream<Point> points() {
    return Stream.of(
        new Point(PROOFS + "SegmentRows", "insert", "", Point.Side.RETURN),
        new Point(PROOFS + "ProofSealer", "enter", "", Point.Side.ENTRY),
        new Point(PROOFS + "ProofSealer", "enter", "", Point.Side.RETURN));
  }

  @ParameterizedTest
  @MethodSource("points")
  void eachAttemptIsHashedOnce(Point point) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    FakedClock clock = FakedClock.in(temp);
    List<String> environment = new ArrayList<>(List.of("env"));
    clock.environment().forEach((name, value) -> environment.add(name + "=" + value));
    Launch launch = point.in(folder, Launch.WITHOUT_CACHE).below(environment);
    KilledHome home = KilledHome.on(TestDatabase.SQLITE, temp.resolve("home"), "proofs=on");
    StoreFile store = new StoreFile(home.path());
    Set<String> deliveries = new HashSet<>();

    try (ServerProcess server = ServerProcess.start(home.path(), home.port(), launch)) {
      Await.until(() -> store.number("select count(*) from proof_position where read_to > 0") == 1);
      deliver(server.client(), store, deliveries);
    }
    clock.off(LATER);
    Point.arm(folder, 1);
    try (ServerProcess dying = ServerProcess.launched(home.path(), home.port(), launch)) {
      assertThat(dying.ended()).isEqualTo(Point.EXIT_CODE);
    }
    Point.disarm(folder);
    clock.off(FREE_AGAIN);
    try (ServerProcess server = ServerProcess.start(home.path(), home.port(), launch)) {
      Client client = server.client();
      Await.until(() -> audited(client) == 1);
      JsonNode proofs = client.call("GET /api/deliveries/proofs").accepted().path("items");
      assertThat(proofs).hasSize(1);
      assertThat(proofs.path(0).path("attempts").asInt()).isEqualTo(ASSETS);
      for (String delivery : deliveries) {
        JsonNode proof = client.call("GET /api/deliveries/" + delivery + "/proof").accepted();
        assertThat(proof.at("/segment/root")).isEqualTo(proofs.path(0).path("root"));
      }
      assertThat(client.call("GET /api/deliveries/proofs/check").accepted().path("differences"))
          .isEmpty();
      assertThat(client.call("POST /api/audit/verify").accepted().path("intact").asBoolean())
          .isTrue();
    }
  }

  /** How many segments the audit log has; an entry that was made twice is of one segment. */
  private static int audited(Client client) throws Exception {
    Set<String> segments = new HashSet<>();
    client
        .call("GET /api/audit?action=sealDeliveries")
        .accepted()
        .path("items")
        .forEach(entry -> segments.add(entry.at("/object/id").asText()));
    return segments.size();
  }

  private static void deliver(Client client, StoreFile store, Set<String> deliveries)
      throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      client.webhook(receiver.url(), List.of("asset_create"), List.of());
      for (int i = 0; i < ASSETS; i++) {
        client.post("/services/create", Map.of("assetPath", "/a" + i + ".txt")).accepted();
        deliveries.add(receiver.next(Duration.ofSeconds(60)).header("webhook-id").orElseThrow());
      }
      // the receiver stays until it has responded to the last
      Await.until(() -> store.pending().isEmpty());
    }
  }
}
