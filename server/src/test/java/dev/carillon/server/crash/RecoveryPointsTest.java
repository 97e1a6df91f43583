package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server dies while it recovers a webhook that failures have disabled: after the next start the
 * webhook is enabled without another ping, and one job sends all that it missed.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class RecoveryPointsTest {

  private static final String STEPS = "dev.carillon.server.webhooks.recovery.RecoverySteps";
  private static final String ROWS = "dev.carillon.server.webhooks.recovery.RecoveryRows";
  private static final int MISSED = 5;

  @TempDir Path temp;

  /** The ping succeeded, and nothing else was done; it is enabled, and its job has not begun. */
  static Stream<Point> points() {
    return Stream.of(
        new Point(STEPS, "enable", "", Point.Side.ENTRY),
        new Point(ROWS, "recovering", "", Point.Side.ENTRY));
  }

  @ParameterizedTest
  @MethodSource("points")
  void itIsEnabledOnceAndGetsAllThatItMissedOnce(Point point) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home")).launch(point.in(folder))) {
      scenario.properties("webHooksFailuresBeforeDisable=2\nwebHooksRecoveryDelays=1s,2s\n");
      scenario.receiver().answer(request -> 404);
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        Client client = server.client();
        JsonNode made =
            client.webhook(scenario.receiver().url("first"), List.of("asset_create"), List.of());
        scenario.trust("first", made.path("secretToken").asText());
        client
            .postJson(
                "/services/admin/webhook/" + made.path("id").asText(),
                Map.of("recoverAutomatically", true))
            .accepted();
        assets(client, "failing", 2);
        Await.until(() -> store.number("select count(*) from webhook_recoveries") == 1);
        assets(client, "missed", MISSED);
        Point.arm(folder, 1);
        scenario.receiver().answer(request -> 200);
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
      }
      Point.disarm(folder);
      assertThat(store.texts("select phase from webhook_recoveries")).containsExactly("ENABLING");
      assertThat(store.number("select count(*) from jobs")).isZero();
      int requests = scenario.receiver().receipts().size();
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> store.texts("select state from jobs").equals(List.of("done")));
        Await.until(() -> store.stored().count(State.DELIVERED) == MISSED);
        Await.until(() -> store.number("select count(*) from webhook_recoveries") == 0);
        assertThat(store.number("select count(*) from webhooks where disabled_at is null")).isOne();
        assertThat(store.texts("select processed || ' ' || failed from jobs"))
            .containsExactly(MISSED + " 0");
        assertThat(scenario.receiver().receipts())
            .as("no other ping, and each event once")
            .hasSize(requests + MISSED);
        scenario.stop(server);
      }
    }
  }

  private static void assets(Client client, String name, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      client.post("/services/create", Map.of("assetPath", "/" + name + i + ".txt")).accepted();
    }
  }
}
