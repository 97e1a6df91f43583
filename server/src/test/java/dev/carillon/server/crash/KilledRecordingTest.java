package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * A server that is killed has recorded each batch of custom events, with the deliveries of all of
 * them, as a whole or not at all.
 */
class KilledRecordingTest {

  private static final String TYPE = "acme.step.done";
  private static final int BATCH = 40;
  private static final int BEFORE_KILL = 5;

  @TempDir private Path home;

  @OnEachDatabase
  void noBatchIsHalvedAndNoneIsLostThatWasConfirmed(TestDatabase database) throws Exception {
    if (database == TestDatabase.POSTGRESQL) {
      Path config = Files.createDirectories(home.resolve("config"));
      Files.writeString(config.resolve("node.properties"), "database=" + database.fresh() + "\n");
    }
    int port = ServerProcess.freePort();
    Set<Integer> confirmed = new ConcurrentSkipListSet<>();
    CountDownLatch some = new CountDownLatch(BEFORE_KILL);
    try (ServerProcess killed = ServerProcess.start(home, port)) {
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
    Map<Integer, Integer> recorded = new TreeMap<>();
    try (ServerProcess again = startedAgain(port)) {
      for (JsonNode page = read(again.client(), "");
          !page.path("events").isEmpty();
          page = read(again.client(), page.path("ack").asText())) {
        count(page.path("events"), fetched);
      }
      String after = "";
      JsonNode items;
      do {
        JsonNode page = journal(again.client(), after);
        items = page.path("items");
        count(items, recorded);
        after = "&after=" + page.path("next").asText();
      } while (!items.isEmpty());
    }
    assertThat(fetched.values()).allMatch(events -> events == BATCH);
    assertThat(fetched.keySet()).containsAll(confirmed);
    assertThat(recorded).as("each event has its delivery").isEqualTo(fetched);
  }

  /** On PostgreSQL the lease of the one that was killed has to end first. */
  private ServerProcess startedAgain(int port) throws Exception {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (true) {
      try {
        return ServerProcess.start(home, port);
      } catch (IllegalStateException refused) {
        if (!refused.toString().contains("lease lasts until") || System.nanoTime() > until) {
          throw refused;
        }
      }
    }
  }

  /** Counts the events of each batch. */
  private static void count(JsonNode events, Map<Integer, Integer> counts) {
    for (JsonNode event : events) {
      counts.merge(event.at("/payload/data/batch").asInt(), 1, Integer::sum);
    }
  }

  private static JsonNode journal(Client client, String after) throws IOException {
    return client.call("GET /api/events?type=" + TYPE + "&limit=200" + after).accepted();
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
