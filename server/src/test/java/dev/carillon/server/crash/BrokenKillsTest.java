package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Invariant;
import dev.carillon.server.invariant.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills at random moments, as {@link KillTest} makes them, find out a server that answers before it
 * commits. Receivers answer nothing until it is dead, so that no delivery ends which only its
 * memory knew.
 */
@Tag("long")
@Tag("faults")
@Tag("c1")
class BrokenKillsTest {

  private static final int KILLS_MAX = 30;
  private static final int CLIENTS = 24;
  private static final int LIFE_MILLIS_MIN = 500;
  private static final int LIFE_MILLIS_MAX = 3000;

  @TempDir Path temp;

  private final Random random = new Random();

  @Test
  void answersBeforeTheCommitAreFoundByRandomKills() throws Exception {
    Launch broken = EarlyAnswers.in(Launch.PLAIN, temp.resolve("agent"));
    Found found = killedUntilFound(temp.resolve("broken"), broken, KILLS_MAX);
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("kills until a loss was seen", found.kills());
    counts.put("accepted", found.verdict().accepted());
    counts.put("losses seen", found.verdict().lost());
    FaultRecord.record("c1.broken", counts);
    System.out.println("c1.broken: " + counts);

    assertThat(found.verdict().lost()).isPositive();
    assertThat(found.verdict().faults()).containsKey(Invariant.I1_NO_LOSS);
    assertThat(killedUntilFound(temp.resolve("sound"), Launch.PLAIN, 1).verdict().faults())
        .isEmpty();
  }

  private record Found(int kills, Verdict verdict) {}

  private Found killedUntilFound(Path home, Launch launch, int killsMax) throws Exception {
    try (CrashScenario scenario = CrashScenario.in(home)) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\n");
      Client client = scenario.subscribed();
      List<Journal.Writer> writers = scenario.writers(CLIENTS);
      for (int kills = 1; ; kills++) {
        killAtRandom(scenario.launch(launch), client, writers);
        Verdict verdict = verdict(scenario.launch(Launch.PLAIN));
        if (verdict.lost() > 0 || kills == killsMax) {
          return new Found(kills, verdict);
        }
      }
    }
  }

  private void killAtRandom(CrashScenario scenario, Client client, List<Journal.Writer> writers)
      throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    scenario.receiver().answer(request -> onceDead(dead, request));
    try (ServerProcess server = scenario.start()) {
      Load load = Load.of(writers, client);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MIN, LIFE_MILLIS_MAX));
      scenario.kill(server);
      load.join();
    } finally {
      dead.countDown();
    }
  }

  private static int onceDead(CountDownLatch dead, Received request) {
    try {
      dead.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("no answer to " + request.requestLine(), stopped);
    }
    return 500;
  }

  private static Verdict verdict(CrashScenario scenario) throws Exception {
    scenario.receiver().answer(request -> 200);
    try (ServerProcess server = scenario.start()) {
      Verdict verdict = scenario.verdict();
      scenario.stop(server);
      return verdict;
    }
  }
}
