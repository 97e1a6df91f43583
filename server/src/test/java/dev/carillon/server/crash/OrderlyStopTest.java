package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop under load loses nothing and sends nothing twice. */
@Tag("long")
@Tag("faults")
@Tag("c4")
class OrderlyStopTest {

  private static final int STOPS = FaultRecord.scaled(3, 30);
  private static final int CHANGES_EACH = FaultRecord.scaled(500, 5000);
  private static final int ANSWER_MILLIS = 1500;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  @TempDir Path temp;

  private Duration longest = Duration.ZERO;

  @Test
  void stoppingUnderLoadLosesNothingAndSendsNothingTwice() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      List<Journal.Writer> writers = scenario.writers(16);
      Client client = scenario.subscribed();
      for (int stop = 0; stop < STOPS; stop++) {
        try (ServerProcess server = scenario.start()) {
          loadAndStop(scenario, server, client, writers);
        }
      }
      try (ServerProcess server = scenario.start()) {
        scenario
            .evidence()
            .text(
                "the store",
                Files.readString(scenario.store().path(), StandardCharsets.ISO_8859_1));
        Verdict verdict = scenario.verdict();
        Map<String, Number> counts = new LinkedHashMap<>(Map.of("stops", STOPS));
        counts.putAll(verdict.counts());
        counts.put("stopped after ms (longest)", longest.toMillis());
        FaultRecord.record("c4", counts);

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.duplicates()).isZero();
        assertThat(verdict.accepted()).isGreaterThanOrEqualTo(STOPS * CHANGES_EACH);
        assertThat(longest).isLessThan(STOPPED_WITHIN);
        scenario.checkApi(client, 100);
        scenario.stop(server);
      }
      scenario.checkStore();
    }
  }

  private static void takeTime() {
    try {
      Thread.sleep(ANSWER_MILLIS);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void loadAndStop(
      CrashScenario scenario, ServerProcess server, Client client, List<Journal.Writer> writers)
      throws Exception {
    int before = scenario.journal().accepted();
    Load load = Load.of(writers, client);
    Await.until(() -> scenario.journal().accepted() >= before + CHANGES_EACH);
    // else hardly anything would be on the wire when the server is told to stop
    scenario.receiver().beforeAnswer(OrderlyStopTest::takeTime);
    Thread.sleep(ANSWER_MILLIS / 4);
    Duration took = scenario.stop(server);
    scenario.receiver().beforeAnswer(() -> {});
    longest = took.compareTo(longest) > 0 ? took : longest;
    load.join();
  }
}
