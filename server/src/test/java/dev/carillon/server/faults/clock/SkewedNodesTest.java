package dev.carillon.server.faults.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T3: two nodes whose clocks are half a minute apart share a database. */
@Tag("long")
@Tag("faults")
@Tag("t3")
class SkewedNodesTest {

  private static final Duration FAST = Duration.ofSeconds(15);
  private static final Duration SLOW = Duration.ofSeconds(-15);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration TAKEN_OVER_WITHIN = LEASE.plusSeconds(5);
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final String[] PROPERTIES = {
    "webHooksRetryDelays=1s,2s,3s,4s,5s,6s,7s,8s", "webHooksFailuresBeforeDisable=-1"
  };
  private static final int ASSETS = 5;

  @TempDir Path temp;

  @Test
  void theDatabasesClockDecidesWhoSends() throws Exception {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        RecordingReceiver receiver = RecordingReceiver.answering(503)) {
      String database = postgres.getJdbcUrl("postgres", "postgres");
      long killed;
      try (ClockedServer first = node("slow", SLOW, database)) {
        TestClient bearer = first.bearer();
        ClockedServer.webhook(bearer, receiver.url());
        for (int i = 0; i < ASSETS; i++) {
          bearer.form("/services/create", "assetPath", "/" + i + ".txt").ok();
        }
        receiver.await(ASSETS);
        // by the second's clock the first one's lease has ended long ago
        assertThat(refused("fast-1", FAST, database)).isTrue();
        killed = System.nanoTime();
      }
      if (!refused("fast-2", FAST, database)) {
        // this machine was so slow that the lease had ended: then this one had the next
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(LEASE.dividedBy(2));
        killed = System.nanoTime();
      }
      long unsettled = receiver.requests().size() - stored(postgres);
      receiver.now(Script.status(200));
      Duration takenOver = takeOver(database, killed, receiver);
      List<RecordedRequest> calls = receiver.requests();
      Set<String> attempts =
          calls.stream().map(call -> call.id() + call.attempt()).collect(Collectors.toSet());
      FaultRecord.record(
          "t3",
          Map.of(
              "attempts",
              calls.size(),
              "doubled",
              calls.size() - attempts.size(),
              "unsettled",
              unsettled,
              "takenOverMillis",
              takenOver.toMillis()));

      assertThat(calls.stream().map(RecordedRequest::id).distinct()).hasSize(ASSETS);
      assertThat(calls.size() - attempts.size())
          .as("only attempts that were sent and not stored before the kill are made again")
          .isEqualTo(Math.toIntExact(unsettled));
      assertThat(unsettled).as("attempts under way at a kill").isBetween(0L, (long) ASSETS);
    }
  }

  /** How many attempts the database knows: each failed, so that its delivery has a row. */
  private static long stored(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet sum = statement.executeQuery("select sum(attempts) from deliveries")) {
      sum.next();
      return sum.getLong(1);
    }
  }

  /** Starts the second node again and again until it may; how long that took since the kill. */
  private Duration takeOver(String database, long killed, RecordingReceiver receiver)
      throws Exception {
    for (int number = 1; true; number++) {
      assertThat(Duration.ofNanos(System.nanoTime() - killed))
          .as("time until the lease has ended")
          .isLessThan(TAKEN_OVER_WITHIN.plus(START_MAX));
      try (ClockedServer second = node("again-" + number, FAST, database)) {
        if (second.process().cameUp()) {
          Duration took = Duration.ofNanos(System.nanoTime() - killed);
          Await.until(
              "what was left is sent",
              () ->
                  receiver.requests().stream().filter(one -> one.atNanos() > killed).count()
                      >= ASSETS);
          Thread.sleep(3000);
          second.process().terminate();
          return took;
        }
        assertThat(second.process().printed()).contains("the database is in use by node");
      }
    }
  }

  private boolean refused(String name, Duration off, String database) throws Exception {
    try (ClockedServer node = node(name, off, database)) {
      if (node.process().cameUp()) {
        return false;
      }
      assertThat(node.process().printed()).contains("the database is in use by node");
      return true;
    }
  }

  private ClockedServer node(String name, Duration off, String database) throws Exception {
    Path folder = Files.createDirectories(temp.resolve(name));
    FakedClock clock = FakedClock.in(folder);
    clock.off(off);
    // nodes of a cluster share their keys
    Path home = temp.resolve("home");
    return ClockedServer.launch(home, clock, database, PROPERTIES);
  }
}
