package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.testkit.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the server at random moments under load: whatever was accepted arrives all the same. */
@Tag("faults")
@Tag("c1")
class KillTest {

  /** Each round has a home of its own, so that what is remembered for the verdict is bounded. */
  private static final int ROUNDS = FaultRecord.scaled(1, 10);

  private static final int KILLS_EACH = FaultRecord.scaled(40, 50);
  private static final int LIFE_MILLIS_MAX = FaultRecord.scaled(1500, 5000);
  private static final int CLIENTS = 24;
  private static final int ONE_FAILS_OF = 50;

  @TempDir Path temp;

  private final Random random = new Random();
  private final List<Duration> starts = new ArrayList<>();
  private int unsettled;

  @Test
  void whatWasAcceptedArrivesHoweverOftenTheServerDies() throws Exception {
    Launch launch = QuickStart.in(temp.resolve("jars"));
    Map<String, Number> sums = new LinkedHashMap<>();
    sums.put("kills", ROUNDS * KILLS_EACH);
    for (int round = 0; round < ROUNDS; round++) {
      Verdict verdict = round(temp.resolve("home" + round), launch);
      verdict
          .counts()
          .forEach((name, count) -> sums.merge(name, count, (a, b) -> a.intValue() + b.intValue()));
      List<Long> millis = starts.stream().map(Duration::toMillis).sorted().toList();
      sums.put("unsettled at kills", unsettled);
      sums.put("ready ms (median)", millis.get(millis.size() / 2));
      sums.put("ready ms (longest)", millis.getLast());
      FaultRecord.record("c1", sums);
      System.out.println("c1: " + sums);

      assertThat(verdict.faults()).isEmpty();
      assertThat(verdict.accepted()).isGreaterThan(KILLS_EACH * CLIENTS);
      assertThat(verdict.duplicates()).isLessThanOrEqualTo(unsettled);
    }
  }

  private Verdict round(Path home, Launch launch) throws Exception {
    try (Scene scene = Scene.in(home).launch(launch)) {
      scene.properties("webHooksFailuresBeforeDisable=-1\n");
      scene.receiver().answer(KillTest::mostlyWell);
      List<Journal.Writer> writers = scene.writers(CLIENTS);
      Client client = scene.subscribed();
      for (int kill = 0; kill < KILLS_EACH; kill++) {
        try (ServerProcess server = started(scene)) {
          loadAndKill(scene, server, client, writers);
        }
      }
      unsettled += scene.unsettled();
      try (ServerProcess server = started(scene)) {
        Verdict verdict = scene.verdict();
        scene.checkApi(client, 200);
        scene.stop(server);
        scene.checkStore();
        return verdict;
      }
    }
  }

  private ServerProcess started(Scene scene) throws Exception {
    ServerProcess server = scene.start();
    starts.add(server.readyAfter());
    return server;
  }

  private void loadAndKill(
      Scene scene, ServerProcess server, Client client, List<Journal.Writer> writers)
      throws Exception {
    Load load = Load.of(writers, client);
    // the moment of death is what this test is about: any
    Thread.sleep(random.nextInt(200, LIFE_MILLIS_MAX));
    scene.kill(server);
    load.join();
  }

  /** Some fail at the first attempt, always the same ones, so that retries are under way too. */
  private static int mostlyWell(Received request) {
    boolean first = request.header("X-Hook-Attempt").orElse("").equals("1");
    int lot = request.header("webhook-id").orElse("").hashCode();
    return first && Math.floorMod(lot, ONE_FAILS_OF) == 0 ? 500 : 200;
  }
}
