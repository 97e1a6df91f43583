package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed has recorded each batch of custom events as a whole or not at all. */
class KilledRecordingTest {

  private static final String TYPE = "acme.step.done";
  private static final int BATCH = 40;
  private static final int BEFORE_KILL = 5;

  @TempDir private Path temp;

  @OnEachDatabase
  void noBatchIsHalvedAndNoneIsLostThatWasConfirmed(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    Set<Integer> confirmed = new ConcurrentSkipListSet<>();
    CountDownLatch some = new CountDownLatch(BEFORE_KILL);
    try (ServerProcess killed = home.start()) {
      register(killed.client());
      Client client = killed.client();
      Thread recording =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int batch = 0; record(client, batch); batch++) {
                      confirmed.add(batch);
                      some.countDown();
                    }
                  });
      assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
      killed.kill();
      recording.join();
    }
    Map<Integer, Integer> fetched = new TreeMap<>();
    try (ServerProcess again = home.start()) {
      for (JsonNode page = read(again.client(), "");
          !page.path("events").isEmpty();
          page = read(again.client(), page.path("ack").asText())) {
        for (JsonNode event : page.path("events")) {
          JsonNode data = event.path("payload").path("data");
          fetched.merge(data.path("batch").asInt(), 1, Integer::sum);
        }
      }
    }
    assertThat(fetched.values()).allMatch(events -> events == BATCH);
    assertThat(fetched.keySet()).containsAll(confirmed);
  }

  private static void register(Client client) throws IOException {
    Map<String, Object> number = Map.of("type", "integer");
    client
        .postJson(
            "/api/event-types",
            Map.of(
                "name", TYPE,
                "schema",
                    Map.of(
                        "type", "object",
                        "required", List.of("batch", "step"),
                        "properties", Map.of("batch", number, "step", number)),
                "examples", List.of(Map.of("batch", 1, "step", 1))))
        .accepted();
    client
        .postJson(
            "/services/admin/webhook",
            Map.of("name", "steps", "delivery", "pull", "eventTypes", List.of(TYPE)))
        .accepted();
  }

  /** Whether the server confirmed it. */
  private static boolean record(Client client, int batch) {
    List<Map<String, Object>> events = new ArrayList<>();
    for (int step = 0; step < BATCH; step++) {
      events.add(
          Map.of(
              "type", TYPE,
              "subject", Map.of("id", "step-" + step),
              "data", Map.of("batch", batch, "step", step)));
    }
    try {
      client.postJson("/api/events", Map.of("events", events)).accepted();
      return true;
    } catch (IOException | AssertionError | IllegalStateException gone) {
      return false;
    }
  }

  private static JsonNode read(Client client, String ack) throws IOException {
    return client
        .call("GET /api/consumers/steps/events?max=500" + (ack.isEmpty() ? "" : "&ack=" + ack))
        .accepted();
  }
}
