package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.LaterRelease;
import java.io.IOException;
import java.net.URISyntaxException;
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
 * Two nodes behind a proxy are replaced by those of the next release, which changes the tables,
 * while all of them are under load: no request fails, nothing is lost, nothing is sent twice.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k7")
class RollingUpgradeTest {

  private static final int WRITERS = 6;
  private static final Duration LOADED = Duration.ofSeconds(2);

  @TempDir Path temp;

  @Test
  void nodesOfOneReleaseAreReplacedByThoseOfTheNext() throws Exception {
    Launch next = later("0.2.0", 2, 1);
    Launch afterNext = later("0.3.0", 3, 2);
    try (NodesScenario scenario = NodesScenario.in(temp.resolve("nodes"), 2)) {
      int third = scenario.reserve();
      try (Proxy proxy = Proxy.before(scenario.ports(), temp)) {
        Client client = proxy.client();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers =
            scenario.writers(WRITERS).stream()
                .map(writer -> Thread.ofVirtual().start(() -> write(writer, client, stop)))
                .toList();
        Thread.sleep(LOADED);
        refusedBesideOldOnes(scenario, third, afterNext);
        upgrade(scenario, third, next);
        stop.set(true);
        for (Thread writer : writers) {
          writer.join();
        }
      }
      check(scenario);
    }
  }

  private static void refusedBesideOldOnes(NodesScenario scenario, int node, Launch afterNext)
      throws Exception {
    scenario.launch(node, afterNext);
    try (ServerProcess refused = scenario.launched(node)) {
      assertThat(refused.ended()).isEqualTo(1);
      assertThat(refused.printed())
          .contains("Carillon 0.3.0 would change the tables", "(Carillon development)");
    }
  }

  private static void upgrade(NodesScenario scenario, int third, Launch next) throws Exception {
    scenario.launch(third, next);
    scenario.start(third);
    assertThat(scenario.node(third).printed()).contains("Carillon 0.2.0 is ready");
    Thread.sleep(LOADED);
    // an old one that happens to restart finds tables that are newer than itself
    scenario.stop(1);
    scenario.start(1);
    assertThat(scenario.node(1).printed()).contains("Carillon development is ready");
    Thread.sleep(LOADED);
    for (int old = 0; old < 2; old++) {
      assertThat(scenario.drain(old, third)).isZero();
      scenario.launch(old, next);
      scenario.start(old);
      Thread.sleep(LOADED);
    }
  }

  private Launch later(String version, int number, int worksWith)
      throws IOException, URISyntaxException {
    LaterRelease release =
        LaterRelease.in(temp.resolve(version), number, worksWith, version, LaterRelease.ADDITIVE);
    return new Launch(List.of(), List.of(), release.classPath(temp.resolve(version + ".jar")));
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
    Map<String, Number> counts = new LinkedHashMap<>(verdict.counts());
    counts.put("failed requests", failed.size());
    FaultRecord.record("k7.upgrade", counts);
    System.out.println("k7.upgrade: " + counts + " " + scenario.journal().refusals());

    assertThat(verdict.faults()).isEmpty();
    assertThat(failed).isEmpty();
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.accepted()).isGreaterThan(300);
  }
}
