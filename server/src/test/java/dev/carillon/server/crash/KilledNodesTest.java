package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
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

/** Of three nodes under load one dies again and again: the others send what it has left. */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k1")
class KilledNodesTest {

  private static final int NODES = 3;
  private static final int KILLS = FaultRecord.scaled(3, 30);
  private static final int BETWEEN_MILLIS = FaultRecord.scaled(4_000, 10_000);
  private static final int WRITERS_EACH = 3;
  private static final int ANSWER_MILLIS = 30;

  @TempDir Path temp;

  private final Random random = new Random();

  @Test
  void whatWasAcceptedArrivesHoweverOftenANodeDies() throws Exception {
    try (NodesScenario scenario = NodesScenario.in(temp, NODES)) {
      // else hardly anything would be on the wire at any moment
      scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
      List<NodeLoad> loads = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        loads.add(NodeLoad.on(scenario, node, WRITERS_EACH));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        // the moment of death is what this test is about: any
        Thread.sleep(random.nextInt(BETWEEN_MILLIS / 2, BETWEEN_MILLIS));
        int node = random.nextInt(NODES);
        scenario.kill(node);
        loads.get(node).join();
        scenario.start(node);
        loads.get(node).resume();
      }
      Thread.sleep(BETWEEN_MILLIS);
      for (NodeLoad load : loads) {
        load.stop();
      }
      check(scenario);
    }
  }

  private static void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    Duration adopted = scenario.adoptedWithin();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
    counts.putAll(verdict.counts());
    counts.put("unsettled at kills", scenario.unsettled());
    counts.put("adopted after ms (longest)", adopted.toMillis());
    FaultRecord.record(
        "k1",
        counts,
        Map.of(
            "lost", 0,
            "broken invariants", 0,
            "adopted after ms (longest)", NodesScenario.ADOPTED_WITHIN.toMillis()));
    System.out.println("k1: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.accepted()).isGreaterThan(KILLS * 50);
    assertThat(scenario.unsettled()).isPositive();
    assertThat(verdict.duplicates()).isLessThanOrEqualTo(scenario.unsettled());
    assertThat(adopted).isLessThanOrEqualTo(NodesScenario.ADOPTED_WITHIN);
  }
}
