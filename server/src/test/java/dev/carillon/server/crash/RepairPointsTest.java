package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies in the middle of repairs: each is made after the next start, and made once. */
@Tag("faults")
@Tag("c2")
class RepairPointsTest {

  private static final int ASSETS = 450;

  private static final Point BATCH_WRITTEN =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);

  @TempDir Path temp;

  @Test
  void aJobThatSendsAgainGoesOnAfterTheNextStartAndSendsNoneTwice() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scene = CrashScenario.in(temp.resolve("home")).launch(BATCH_WRITTEN.in(folder))) {
      scene.properties("webHooksFailuresBeforeDisable=-1\n");
      scene.receiver().answer(request -> 404);
      StoreFile store = scene.store();
      try (ServerProcess server = scene.start()) {
        exhausted(scene, server.client());
        scene.receiver().answer(request -> 200);
        Point.arm(folder, 2);
        Map<String, Object> job = Map.of("kind", "resend", "filter", Map.of("state", "exhausted"));
        try {
          assertThat(server.client().postJson("/api/jobs", job).status()).isEqualTo(202);
        } catch (IOException cut) {
          // the server died before it answered
        }
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
      }
      Point.disarm(folder);
      assertThat(store.number("select position from jobs")).isEqualTo(200);
      try (ServerProcess server = scene.start()) {
        Await.until(() -> store.texts("select state from jobs").equals(List.of("done")));
        Await.until(() -> count(store, "state = 1") == ASSETS);
        assertThat(count(store, "attempts <> 2")).as("one more attempt of each").isZero();
        assertThat(store.number("select count(*) from resends")).isZero();
        assertThat(store.texts("select position || ' ' || processed || ' ' || failed from jobs"))
            .containsExactly(ASSETS + " " + ASSETS + " 0");
        scene.stop(server);
      }
    }
  }

  @Test
  void aResendThatWasAcceptedIsMadeAfterAKill() throws Exception {
    try (CrashScenario scene = CrashScenario.in(temp.resolve("home"))) {
      scene.properties("webHooksFailuresBeforeDisable=-1\n");
      scene.receiver().answer(request -> 404);
      StoreFile store = scene.store();
      try (ServerProcess server = scene.start()) {
        Client client = server.client();
        subscribe(scene, client);
        client.post("/services/create", Map.of("assetPath", "/one.txt")).accepted();
        Await.until(() -> count(store, "state = 2") == 1);
        scene.receiver().beforeAnswer(RepairPointsTest::hang);
        String id = store.texts("select id from deliveries").getFirst();
        assertThat(client.call("POST /api/deliveries/" + id + "/redeliveries").status())
            .isEqualTo(202);
        Await.until(() -> scene.receiver().receipts().size() == 2);
        scene.kill(server);
      }
      scene.receiver().beforeAnswer(() -> {});
      scene.receiver().answer(request -> 200);
      assertThat(count(store, "state = 2 and attempts = 1")).isEqualTo(1);
      try (ServerProcess server = scene.start()) {
        Await.until(() -> count(store, "state = 1 and attempts = 2") == 1);
        assertThat(store.number("select count(*) from attempts where manual = 1")).isEqualTo(1);
        scene.stop(server);
      }
    }
  }

  private static void hang() {
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void exhausted(CrashScenario scene, Client client) throws Exception {
    subscribe(scene, client);
    for (int i = 0; i < ASSETS; i++) {
      client.post("/services/create", Map.of("assetPath", "/from/" + i + ".txt")).accepted();
    }
    Await.until(() -> count(scene.store(), "state = 2") == ASSETS);
  }

  private static void subscribe(CrashScenario scene, Client client) throws IOException {
    JsonNode made =
        client.webhook(scene.receiver().url("first"), List.of("asset_create"), List.of());
    scene.trust("first", made.path("secretToken").asText());
  }

  private static long count(StoreFile store, String condition) throws SQLException {
    return store.number("select count(*) from deliveries where " + condition);
  }
}
