package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the server at random moments under load: whatever was accepted arrives all the same. */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("c1")
class KillTest {

  /** Each round has a home of its own, so that what is remembered for the verdict is bounded. */
  private static final int ROUNDS = FaultRecord.scaled(1, 10);

  private static final int KILLS_EACH = FaultRecord.scaled(25, 50);
  private static final int LIFE_MILLIS_MAX = FaultRecord.scaled(1500, 5000);
  private static final int CLIENTS = 24;
  private static final int ONE_FAILS_OF = 50;

  /** Long forms run two servers side by side: each sees the other as a noisy neighbour. */
  private static final int AT_ONCE = FaultRecord.scaled(1, 2);

  @TempDir Path temp;

  private final Random random = new Random();
  private final Map<String, Number> sums = new LinkedHashMap<>();
  private final List<Long> readyMillis = new ArrayList<>();

  @Test
  void whatWasAcceptedArrivesHoweverOftenTheServerDies() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      CompletionService<Round> rounds = new ExecutorCompletionService<>(threads);
      for (int round = 0; round < ROUNDS; round++) {
        Path home = temp.resolve("home" + round);
        rounds.submit(() -> round(home));
      }
      for (int ended = 0; ended < ROUNDS; ended++) {
        try {
          check(rounds.take().get());
        } catch (Throwable failed) {
          threads.shutdownNow();
          throw failed;
        }
      }
    }
  }

  private void check(Round round) throws IOException {
    add("kills", KILLS_EACH);
    round.verdict().counts().forEach(this::add);
    add("unsettled at kills", round.unsettled());
    round.ready().forEach(took -> readyMillis.add(took.toMillis()));
    Collections.sort(readyMillis);
    sums.put("ready ms (median)", readyMillis.get(readyMillis.size() / 2));
    sums.put("ready ms (longest)", readyMillis.getLast());
    FaultRecord.record("c1", sums);
    System.out.println("c1: " + sums);

    assertThat(round.verdict().faults()).isEmpty();
    assertThat(round.verdict().accepted())
        .as("changes were under way when it died; how many more a life has is up to the machine")
        .isGreaterThan(KILLS_EACH);
    assertThat(round.verdict().duplicates()).isLessThanOrEqualTo(round.unsettled());
  }

  private void add(String name, Number more) {
    sums.merge(name, more, (a, b) -> a.intValue() + b.intValue());
  }

  private Round round(Path home) throws Exception {
    List<Duration> ready = new ArrayList<>();
    try (CrashScenario scenario = CrashScenario.in(home)) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\n");
      scenario.receiver().answer(KillTest::mostlyWell);
      List<Journal.Writer> writers = scenario.writers(CLIENTS);
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS_EACH; kill++) {
        try (ServerProcess server = scenario.start()) {
          ready.add(server.readyAfter());
          loadAndKill(scenario, server, client, writers);
        }
      }
      int unsettled = scenario.unsettled();
      try (ServerProcess server = scenario.start()) {
        ready.add(server.readyAfter());
        Verdict verdict = scenario.verdict();
        scenario.checkApi(client, 200);
        scenario.stop(server);
        scenario.checkStore();
        return new Round(verdict, ready, unsettled);
      }
    }
  }

  private void loadAndKill(
      CrashScenario scenario, ServerProcess server, Client client, List<Journal.Writer> writers)
      throws Exception {
    Load load = Load.of(writers, client);
    // the moment of death is what this test is about: any
    Thread.sleep(random.nextInt(200, LIFE_MILLIS_MAX));
    scenario.kill(server);
    load.join();
  }

  /** Some fail at the first attempt, always the same ones, so that retries are under way too. */
  private static int mostlyWell(Received request) {
    boolean first = request.header("X-Hook-Attempt").orElse("").equals("1");
    int lot = request.header("webhook-id").orElse("").hashCode();
    return first && Math.floorMod(lot, ONE_FAILS_OF) == 0 ? 500 : 200;
  }

  private record Round(Verdict verdict, List<Duration> ready, int unsettled) {
    Round {
      ready = List.copyOf(ready);
    }
  }
}
