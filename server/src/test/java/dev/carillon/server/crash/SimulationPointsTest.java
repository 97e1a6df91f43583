package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The server dies in the middle of a simulation, which then goes on and counts each event once. */
@Tag("long")
@Tag("faults")
@Tag("c2")
class SimulationPointsTest {

  private static final int ASSETS = 250;

  private static final Point STEP_WRITTEN =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);

  @TempDir private Path temp;

  @OnEachDatabase
  void aSimulationGoesOnAfterTheNextStart(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    Map<String, Object> simulation =
        Map.of("webhook", Map.of("eventTypes", List.of("asset_create")), "events", 2_000);
    home.diesAt(
        STEP_WRITTEN,
        2,
        SimulationPointsTest::createAssets,
        client -> client.postJson("/api/simulations", simulation).accepted());
    assertThat(home.number("select position from jobs")).isEqualTo(200);
    try (ServerProcess server = home.start()) {
      Await.until(() -> home.texts("select state from jobs").equals(List.of("done")));
      String job = home.texts("select id from jobs").getFirst();
      JsonNode found = server.client().call("GET /api/simulations/" + job).accepted();
      assertThat(found.path("matches").asInt()).isEqualTo(ASSETS);
      assertThat(found.path("examined").asLong())
          .isEqualTo(home.number("select count(*) from events"));
      assertThat(found.path("complete").asBoolean()).isTrue();
      server.terminate();
    }
  }

  private static void createAssets(Client client) throws IOException {
    for (int i = 0; i < ASSETS; i++) {
      client.post("/services/create", Map.of("assetPath", "/from/" + i + ".txt")).accepted();
    }
  }
}
