package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies in the middle of a simulation, which then goes on and counts each event once. */
@Tag("long")
@Tag("faults")
@Tag("c2")
class SimulationPointsTest {

  private static final int ASSETS = 250;

  private static final Point STEP_WRITTEN =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);

  @TempDir Path temp;

  @Test
  void aSimulationGoesOnAfterTheNextStart() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario =
        CrashScenario.in(temp.resolve("home")).launch(STEP_WRITTEN.in(folder))) {
      StoreFile store = scenario.store();
      Map<String, Object> simulation =
          Map.of("webhook", Map.of("eventTypes", List.of("asset_create")), "events", 2_000);
      try (ServerProcess server = scenario.start()) {
        for (int i = 0; i < ASSETS; i++) {
          server
              .client()
              .post("/services/create", Map.of("assetPath", "/from/" + i + ".txt"))
              .accepted();
        }
        Point.arm(folder, 2);
        try {
          assertThat(server.client().postJson("/api/simulations", simulation).status())
              .isEqualTo(202);
        } catch (IOException cut) {
          // the server died before it answered
        }
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
      }
      Point.disarm(folder);
      assertThat(store.number("select position from jobs")).isEqualTo(200);
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> store.texts("select state from jobs").equals(List.of("done")));
        String job = store.texts("select id from jobs").getFirst();
        JsonNode found =
            new ObjectMapper().readTree(server.client().call("GET /api/simulations/" + job).body());
        assertThat(found.path("matches").asInt()).isEqualTo(ASSETS);
        assertThat(found.path("examined").asLong())
            .isEqualTo(store.number("select count(*) from events"));
        assertThat(found.path("complete").asBoolean()).isTrue();
        scenario.stop(server);
      }
    }
  }
}
