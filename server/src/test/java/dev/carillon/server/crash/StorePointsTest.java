package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.log.DeliveryInspector.Inspected;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Place;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies while deliveries change their place in the store: each is where it was or where
 * it was to be, in no other place, and the same delivery.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class StorePointsTest {

  private static final int KILLS = FaultRecord.scaled(3, 20);
  private static final int CHANGES = 60;

  /** Later than first attempts are filed, and before what is open gets rows. */
  private static final int FILING_MINUTES = 6;

  private static final int SPILLING_MINUTES = 16;

  /** An attempt that ends while changes are still made gives its delivery a row. */
  private static final String NO_RESPONSE_FOR_LONG = "webHooksTimeoutSeconds=60\n";

  @TempDir Path temp;

  /** First attempts are in the blocks of their commits, or in the blocks of their webhooks. */
  @Test
  void firstTriesThatAreBeingFiledAreThereOnce() throws Exception {
    Path folder = folder();
    List<Point> points = List.of(Point.DURING_FILING, Point.BEFORE_COMMIT, Point.AFTER_COMMIT);
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      List<Journal.Writer> writers = scenario.writers(4);
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS; kill++) {
        Point point = points.get(kill % points.size());
        try (ServerProcess server = scenario.start()) {
          load(scenario, client, writers);
          scenario.settle();
          scenario.stop(server);
        }
        StoreFile store = scenario.store();
        List<Inspected> before = store.stored().all();
        assertThat(before).extracting(Inspected::place).containsOnly(Place.RECORD);
        assertThat(unfiled(store)).isPositive();
        assertThat(died(store, FILING_MINUTES, point, folder)).isEqualTo(Point.EXIT_CODE);
        assertThat(unfiled(store) == 0).isEqualTo(point.equals(Point.AFTER_COMMIT));
        assertThat(store.stored().all()).isEqualTo(before);
      }
      finish("c2.during-filing", scenario);
    }
  }

  /** What has been open for long has a row, or has none; it is sent after the next start. */
  @Test
  void whatIsGivenARowWhenTheProcessDiesIsSentAfterTheNextStart() throws Exception {
    Path folder = folder();
    List<Point> points = List.of(Point.DURING_SPILL, Point.AFTER_COMMIT);
    try (CrashScenario scenario =
        CrashScenario.in(temp.resolve("home")).properties(NO_RESPONSE_FOR_LONG)) {
      List<Journal.Writer> writers = scenario.writers(4);
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS; kill++) {
        Point point = points.get(kill % points.size());
        CountDownLatch dead = new CountDownLatch(1);
        scenario.receiver().beforeAnswer(() -> await(dead));
        try (ServerProcess server = scenario.start()) {
          load(scenario, client, writers);
          scenario.kill(server);
        }
        dead.countDown();
        scenario.receiver().beforeAnswer(() -> {});
        StoreFile store = scenario.store();
        StoredDeliveries before = store.stored();
        assertThat(pending(before)).isNotEmpty().containsOnly(Place.OPEN);
        assertThat(died(store, SPILLING_MINUTES, point, folder)).isEqualTo(Point.EXIT_CODE);
        boolean committed = point.equals(Point.AFTER_COMMIT);
        assertThat(pending(store.stored())).containsOnly(committed ? Place.ROW : Place.OPEN);
        assertThat(store.stored().deliveries()).isEqualTo(before.deliveries());
        try (ServerProcess server = scenario.start()) {
          scenario.settle();
          scenario.stop(server);
        }
      }
      finish("c2.during-spill", scenario);
    }
  }

  /** It gets its row and the wish together, or stays what it was; a next call is heard. */
  @Test
  void aFirstAttemptWhoseRedeliveryIsBeingAcceptedStaysOneUntilThatIsCommitted() throws Exception {
    Path folder = folder();
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      Client client = scenario.subscribed();
      Journal.Writer writer = scenario.journal().writer();
      for (int kill = 0; kill < KILLS; kill++) {
        List<Inspected> before;
        String id;
        try (ServerProcess server = scenario.launch(Point.DURING_PROMOTION.in(folder)).start()) {
          assertThat(writer.step(client).ok()).isTrue();
          scenario.settle();
          before = scenario.store().stored().all();
          id = before.getLast().entry().delivery().id().value();
          Point.arm(folder, 1);
          assertThatThrownBy(() -> redeliver(client, id)).isInstanceOf(IOException.class);
          assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
          scenario.died(server);
        }
        Point.disarm(folder);
        assertThat(scenario.store().redeliveries()).isEmpty();
        assertThat(scenario.store().stored().all()).isEqualTo(before);
        try (ServerProcess server = scenario.launch(Launch.PLAIN).start()) {
          redeliver(client, id).accepted();
          scenario.evidence().redelivered(List.of(id));
          Await.until(() -> attempts(scenario.store(), id) == 2);
          scenario.stop(server);
        }
      }
      finish("c2.during-promotion", scenario);
    }
  }

  private Path folder() throws IOException {
    return Files.createDirectories(temp.resolve("point"));
  }

  private static int died(StoreFile store, int minutes, Point point, Path folder) throws Exception {
    return StoreUpkeep.die(store, StoreUpkeep.Task.TIDY, minutes, point, folder, 1);
  }

  private static void load(CrashScenario scenario, Client client, List<Journal.Writer> writers)
      throws Exception {
    int goal = scenario.journal().accepted() + CHANGES;
    Load load = Load.of(writers, client);
    Await.until(() -> scenario.journal().accepted() >= goal);
    load.stop();
  }

  private static long unfiled(StoreFile store) throws Exception {
    return store.number("select coalesce(sum(n), 0) from results");
  }

  private static List<Place> pending(StoredDeliveries stored) {
    return stored.all().stream()
        .filter(each -> each.entry().delivery().state().name().equals("pending"))
        .map(Inspected::place)
        .toList();
  }

  private static int attempts(StoreFile store, String id) throws Exception {
    return store.stored().in(State.DELIVERED).stream()
        .filter(each -> each.id().value().equals(id))
        .findFirst()
        .orElseThrow()
        .attempts();
  }

  private static Client.Answer redeliver(Client client, String id) throws IOException {
    return client.call("POST /api/deliveries/" + id + "/redeliveries");
  }

  private static void await(CountDownLatch dead) {
    try {
      dead.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void finish(String name, CrashScenario scenario) throws Exception {
    try (ServerProcess server = scenario.launch(Launch.PLAIN).start()) {
      Verdict verdict = scenario.verdict();
      Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
      counts.putAll(verdict.counts());
      FaultRecord.record(name, counts);

      assertThat(verdict.faults()).isEmpty();
      scenario.stop(server);
    }
    scenario.checkStore();
  }
}
