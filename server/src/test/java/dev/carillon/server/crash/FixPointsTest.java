package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies when a job that fixes a webhook has stored that its test succeeded: after the
 * next start the job goes on, and sends what failed once.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class FixPointsTest {

  private static final Point TESTED =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);
  private static final int FAILED = 3;

  @TempDir Path temp;

  @Test
  void itGoesOnAfterTheNextStartAndSendsEachEventOnce() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario =
        CrashScenario.in(temp.resolve("home")).launch(TESTED.in(folder))) {
      scenario.properties("webHooksFailuresBeforeDisable=" + FAILED + "\n");
      scenario.receiver().answer(request -> 404);
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        String id = disabled(scenario, server.client());
        scenario.receiver().answer(request -> 200);
        // the second step: it is enabled, and that this is done is not stored
        Point.arm(folder, 2);
        try {
          server.client().postJson("/api/jobs", Map.of("kind", "fix", "webhook", id)).accepted();
        } catch (IOException cut) {
          // the server died before it answered
        }
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
      }
      Point.disarm(folder);
      assertThat(store.number("select count(*) from webhooks where disabled_at is null")).isOne();
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> store.texts("select state from jobs").equals(List.of("done")));
        Await.until(() -> store.stored().count(State.DELIVERED) == FAILED);
        assertThat(store.stored().deliveries()).allMatch(one -> one.attempts() == 2);
        assertThat(store.texts("select processed || ' ' || failed from jobs"))
            .containsExactly(FAILED + " 0");
        scenario.stop(server);
      }
    }
  }

  /** A webhook that failures have disabled; its id. */
  private static String disabled(CrashScenario scenario, Client client) throws Exception {
    JsonNode made =
        client.webhook(scenario.receiver().url("first"), List.of("asset_create"), List.of());
    scenario.trust("first", made.path("secretToken").asText());
    for (int i = 0; i < FAILED; i++) {
      client.post("/services/create", Map.of("assetPath", "/failing" + i + ".txt")).accepted();
    }
    StoreFile store = scenario.store();
    Await.until(
        () -> store.number("select count(*) from webhooks where disabled_at is not null") == 1);
    return made.path("id").asText();
  }
}
