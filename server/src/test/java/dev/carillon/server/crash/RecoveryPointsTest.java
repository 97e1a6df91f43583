package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.StoredDeliveries.State;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The server dies while it recovers a webhook that failures have disabled: after the next start the
 * webhook is enabled, and one job sends all that it missed.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
@OnEachDatabase
class RecoveryPointsTest {

  private static final int MISSED = 5;

  @Parameter private TestDatabase database;
  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void itIsEnabledOnceAndGetsAllThatItMissedOnce(Death death) throws Exception {
    KilledHome home =
        KilledHome.on(
            database,
            temp.resolve("home"),
            "webHooksFailuresBeforeDisable=2",
            "webHooksRecoveryDelays=1s,2s,4s,8s,16s,32s");
    try (RecordingReceiver receiver = RecordingReceiver.answering(404)) {
      home.diesAt(
          death.point(),
          client -> {
            subscribe(client, receiver);
            assets(client, "failing", 2);
            Await.until(() -> home.number("select count(*) from webhook_recoveries") == 1);
            assets(client, "missed", MISSED);
          },
          client -> receiver.now(Script.status(200)));
      assertThat(home.texts("select phase from webhook_recoveries")).containsExactly(death.phase);
      assertThat(home.number("select count(*) from jobs")).isZero();
      if (database == TestDatabase.POSTGRESQL) {
        endClaims(home);
      }
      int requests = receiver.count();
      try (ServerProcess server = home.start()) {
        Await.until(() -> home.texts("select state from jobs").equals(List.of("done")));
        Await.until(() -> home.deliveries().count(State.DELIVERED) == MISSED);
        Await.until(() -> home.number("select count(*) from webhook_recoveries") == 0);
        assertThat(home.number("select count(*) from webhooks where disabled_at is null")).isOne();
        assertThat(home.texts("select processed || ' ' || failed from jobs"))
            .containsExactly(MISSED + " 0");
        assertThat(receiver.count() - requests)
            .as("each event once, and no ping but one that is not known to have succeeded")
            .isEqualTo(MISSED + death.pings);
        server.terminate();
      }
    }
  }

  private static void subscribe(Client client, RecordingReceiver receiver) throws IOException {
    client
        .postJson(
            "/services/admin/webhook",
            Map.of(
                "name",
                "recovered",
                "url",
                receiver.url(),
                "eventTypes",
                List.of("asset_create"),
                "recoverAutomatically",
                true))
        .accepted();
  }

  private static void assets(Client client, String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      client.post("/services/create", Map.of("assetPath", "/" + name + i + ".txt")).accepted();
    }
  }

  /** As after the two minutes for which another node leaves to a dead one what it has begun. */
  private static void endClaims(KilledHome home) throws SQLException {
    try (Connection connection = DriverManager.getConnection(home.url())) {
      Sql.update(connection, "update webhook_recoveries set claimed_until = 1");
    }
  }

  /** Where it dies. */
  enum Death {
    /** The ping has succeeded, and nobody knows. */
    PINGED("webhooks.testing.TestSender", "recoveryPing", Point.Side.RETURN, "PINGING", 1),
    /** That is stored, and nothing else was done. */
    ENABLING("webhooks.recovery.RecoverySteps", "enable", Point.Side.ENTRY, "ENABLING", 0),
    /** It is enabled, and its job has not begun. */
    ENABLED("webhooks.recovery.RecoveryRows", "recovering", Point.Side.ENTRY, "ENABLING", 0);

    private final String type;
    private final String method;
    private final Point.Side side;
    private final String phase;
    private final int pings;

    Death(String type, String method, Point.Side side, String phase, int pings) {
      this.type = "dev.carillon.server." + type;
      this.method = method;
      this.side = side;
      this.phase = phase;
      this.pings = pings;
    }

    Point point() {
      return new Point(type, method, "", side);
    }
  }
}
