package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes behind a proxy that repeats requests with an idempotency key are restarted one after
 * the other under load: no request fails, nothing is lost, nothing is sent twice.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k7")
class RollingRestartTest {

  private static final int NODES = 3;
  private static final int ROUNDS = FaultRecord.scaled(1, 10);
  private static final int WRITERS = 8;
  private static final Duration LOADED = Duration.ofSeconds(2);

  @TempDir Path temp;

  @Test
  void noRequestFailsWhileNodesRestart() throws Exception {
    try (NodesScenario scenario = NodesScenario.in(temp.resolve("nodes"), NODES);
        Proxy proxy = Proxy.before(scenario.ports(), temp)) {
      Client client = proxy.client();
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> writers =
          scenario.writers(WRITERS).stream()
              .map(writer -> Thread.ofVirtual().start(() -> write(writer, client, stop)))
              .toList();
      for (int restart = 0; restart < ROUNDS * NODES; restart++) {
        Thread.sleep(LOADED);
        scenario.stop(restart % NODES);
        scenario.start(restart % NODES);
      }
      Thread.sleep(LOADED);
      stop.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      check(scenario);
    }
  }

  private static void write(Journal.Writer writer, Client client, AtomicBoolean stop) {
    while (!stop.get()) {
      writer.step(client);
    }
  }

  private static void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    List<Change> failed =
        scenario.journal().changes().stream()
            .filter(change -> change.answer() != Answer.ACCEPTED)
            .toList();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("restarts", ROUNDS * NODES));
    counts.putAll(verdict.counts());
    counts.put("failed requests", failed.size());
    FaultRecord.record(
        "k7",
        counts,
        Map.of("lost", 0, "broken invariants", 0, "duplicates", 0, "failed requests", 0));
    System.out.println("k7: " + counts + " " + scenario.journal().refusals());

    assertThat(verdict.faults()).isEmpty();
    assertThat(failed).isEmpty();
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.accepted()).isGreaterThan(ROUNDS * NODES * 50);
  }
}
