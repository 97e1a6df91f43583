package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies in the middle of a job for deliveries: each action is made after the next start,
 * and made once.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class DeliveryJobPointsTest {

  private static final int ASSETS = 450;

  private static final Point BATCH_WRITTEN =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);

  @TempDir Path temp;

  @Test
  void aJobThatSendsAgainGoesOnAfterTheNextStartAndSendsNoneTwice() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario =
        CrashScenario.in(temp.resolve("home")).launch(BATCH_WRITTEN.in(folder))) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\n");
      scenario.receiver().answer(request -> 404);
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        exhausted(scenario, server.client());
        scenario.receiver().answer(request -> 200);
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
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> store.texts("select state from jobs").equals(List.of("done")));
        Await.until(() -> store.stored().count(State.DELIVERED) == ASSETS);
        assertThat(store.stored().deliveries())
            .as("one more attempt of each")
            .allMatch(delivery -> delivery.attempts() == 2);
        assertThat(store.number("select count(*) from redeliveries")).isZero();
        assertThat(store.texts("select position || ' ' || processed || ' ' || failed from jobs"))
            .containsExactly(ASSETS + " " + ASSETS + " 0");
        scenario.stop(server);
      }
    }
  }

  @Test
  void aRedeliveryThatWasAcceptedIsMadeAfterAKill() throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\n");
      scenario.receiver().answer(request -> 404);
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        Client client = server.client();
        subscribe(scenario, client);
        client.post("/services/create", Map.of("assetPath", "/one.txt")).accepted();
        Await.until(() -> store.stored().count(State.EXHAUSTED) == 1);
        scenario.receiver().beforeAnswer(() -> hangUntil(dead));
        String id = store.stored().ids(State.EXHAUSTED).getFirst();
        assertThat(client.call("POST /api/deliveries/" + id + "/redeliveries").status())
            .isEqualTo(202);
        Await.until(() -> scenario.receiver().receipts().size() == 2);
        scenario.kill(server);
      }
      dead.countDown();
      scenario.receiver().beforeAnswer(() -> {});
      scenario.receiver().answer(request -> 200);
      assertThat(attempts(store, State.EXHAUSTED)).containsExactly(1);
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> attempts(store, State.DELIVERED).equals(List.of(2)));
        assertThat(store.deliveries().getFirst().redeliveries().made()).hasSize(1);
        scenario.stop(server);
      }
    }
  }

  private static void hangUntil(CountDownLatch dead) {
    try {
      dead.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void exhausted(CrashScenario scenario, Client client) throws Exception {
    subscribe(scenario, client);
    for (int i = 0; i < ASSETS; i++) {
      client.post("/services/create", Map.of("assetPath", "/from/" + i + ".txt")).accepted();
    }
    Await.until(() -> scenario.store().stored().count(State.EXHAUSTED) == ASSETS);
  }

  private static void subscribe(CrashScenario scenario, Client client) throws IOException {
    JsonNode made =
        client.webhook(scenario.receiver().url("first"), List.of("asset_create"), List.of());
    scenario.trust("first", made.path("secretToken").asText());
  }

  /** How many were made of each that is in a state. */
  private static List<Integer> attempts(StoreFile store, State state) throws SQLException {
    return store.stored().in(state).stream().map(Delivery::attempts).toList();
  }
}
