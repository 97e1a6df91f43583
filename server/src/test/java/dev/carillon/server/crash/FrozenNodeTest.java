package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node stands still for longer than its lease: the others send what it has left. Once it goes on,
 * it settles nothing of that, and takes changes and sends as a new epoch.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k2")
class FrozenNodeTest {

  private static final int NODES = 3;
  private static final int FROZEN = 1;
  private static final int WRITERS_EACH = 3;
  private static final int ANSWER_MILLIS = 30;
  private static final Duration LOADED = Duration.ofSeconds(3);
  private static final Duration FROZEN_FOR = Duration.ofSeconds(FaultRecord.scaled(20, 60));
  private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

  @TempDir Path temp;

  @Test
  void aNodeThatStoodStillComesBackAsANewOne() throws Exception {
    try (NodesScenario scenario = NodesScenario.in(temp, NODES)) {
      // else hardly anything would be on the wire at any moment
      scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
      List<NodeLoad> loads =
          List.of(
              NodeLoad.on(scenario, 0, WRITERS_EACH),
              NodeLoad.on(scenario, FROZEN, WRITERS_EACH),
              NodeLoad.on(scenario, 2, WRITERS_EACH));
      Client client = scenario.node(FROZEN).client();
      Thread.sleep(LOADED);
      scenario.freeze(FROZEN);
      // the others must be seen to work meanwhile
      int before = scenario.journal().accepted();
      Thread.sleep(FROZEN_FOR);
      int meanwhile = scenario.journal().accepted() - before;
      scenario.thaw(FROZEN);
      Duration back = back(scenario, client);
      Thread.sleep(LOADED);
      for (NodeLoad load : loads) {
        load.stop();
      }
      check(scenario, meanwhile, back);
    }
  }

  /** How long it takes until the node has accepted a change. */
  private static Duration back(NodesScenario scenario, Client client) throws Exception {
    Journal.Writer writer = scenario.journal().writer();
    return Await.until(BACK_WITHIN, () -> writer.step(client).ok());
  }

  private static void check(NodesScenario scenario, int meanwhile, Duration back) throws Exception {
    Verdict verdict = scenario.verdict();
    Map<String, Number> counts =
        new LinkedHashMap<>(Map.of("frozen for s", FROZEN_FOR.toSeconds()));
    counts.putAll(verdict.counts());
    counts.put("unsettled at the freeze", scenario.unsettled());
    counts.put("adopted after ms (longest)", scenario.adoptedWithin().toMillis());
    counts.put("accepts changes after ms", back.toMillis());
    FaultRecord.record(
        "k2",
        counts,
        Map.of(
            "lost",
            0,
            "broken invariants",
            0,
            "adopted after ms (longest)",
            NodesScenario.ADOPTED_WITHIN.toMillis(),
            "accepts changes after ms",
            BACK_WITHIN.toMillis()));
    System.out.println("k2: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(meanwhile).as("the other nodes went on").isGreaterThan(100);
    assertThat(scenario.unsettled()).isPositive();
    assertThat(verdict.duplicates()).isLessThanOrEqualTo(scenario.unsettled());
    assertThat(scenario.adoptedWithin()).isLessThanOrEqualTo(NodesScenario.ADOPTED_WITHIN);
  }
}
