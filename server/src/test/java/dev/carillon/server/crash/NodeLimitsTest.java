package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes send to webhooks with limits while nodes come, go and stand still: all of them
 * together never exceed a limit, by what the receiver sees.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k6")
class NodeLimitsTest {

  private static final int NODES = 3;
  private static final int CONCURRENT = 3;
  private static final int PER_SECOND = 5;
  private static final int ROUNDS = FaultRecord.scaled(1, 6);
  private static final int BURST = 5;
  private static final int ANSWER_MILLIS = 600;

  /** The node with the smallest share of the rate may send one a second. */
  private static final Duration PAUSE = Duration.ofMillis(1_500);

  /** Longer than a lease, where that may take long. */
  private static final Duration FROZEN_FOR = Duration.ofSeconds(FaultRecord.scaled(2, 20));

  private static final Duration BETWEEN = Duration.ofSeconds(FaultRecord.scaled(1, 3));

  /**
   * Requests that are due a second apart may arrive less than that apart: on a busy machine some
   * wait for a processor, and some do not.
   */
  private static final Duration ARRIVAL_SECOND = Duration.ofMillis(800);

  @TempDir Path temp;

  @Test
  void allNodesTogetherStayWithinTheLimitsOfAWebhook() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    List<String> reached = Collections.nCopies(NODES, database);
    try (NodesScenario scenario = NodesScenario.of(temp, database, reached, List.of())) {
      scenario.subscribe("concurrent", Map.of("maxConcurrent", CONCURRENT));
      scenario.subscribe("paced", Map.of("maxPerSecond", PER_SECOND));
      scenario.receiver().watchSenders();
      scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
      List<SteadyLoad> loads = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        loads.add(SteadyLoad.of(scenario.writers(1), scenario.node(node).client(), PAUSE));
      }
      for (int round = 0; round < ROUNDS; round++) {
        comeAndGo(scenario, round);
      }
      for (SteadyLoad load : loads) {
        load.stop();
      }
      check(scenario);
    }
  }

  /** One node stops in order, another stands still, and in the long form the third is killed. */
  private static void comeAndGo(NodesScenario scenario, int round) throws Exception {
    burst(scenario);
    Thread.sleep(BETWEEN);
    scenario.stop(round % NODES);
    scenario.start(round % NODES);
    burst(scenario);
    int still = (round + 1) % NODES;
    scenario.freeze(still);
    Thread.sleep(FROZEN_FOR);
    scenario.thaw(still);
    if (FaultRecord.longForm()) {
      scenario.kill((round + 2) % NODES);
      Thread.sleep(BETWEEN);
      scenario.start((round + 2) % NODES);
    }
    Thread.sleep(BETWEEN);
  }

  /** More than the limits allow at once, at each node. */
  private static void burst(NodesScenario scenario) throws Exception {
    for (int node = 0; node < NODES; node++) {
      Client client = scenario.node(node).client();
      Journal.Writer writer = scenario.journal().writer();
      for (int change = 0; change < BURST; change++) {
        writer.step(client);
      }
    }
  }

  private static void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    List<Exchange> exchanges = scenario.receiver().exchanges();
    long senders = exchanges.stream().mapToLong(Exchange::sender).distinct().count();
    int atOnce = mostAtOnce(of(exchanges, "concurrent"));
    List<Exchange> inASecond = mostWithin(of(exchanges, "paced"), ARRIVAL_SECOND);
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("rounds", ROUNDS));
    counts.putAll(verdict.counts());
    counts.put("processes that sent", senders);
    counts.put("at once (most)", atOnce);
    counts.put("within 800 ms (most)", inASecond.size());
    counts.put(
        "within 1 s (most)", mostWithin(of(exchanges, "paced"), Duration.ofSeconds(1)).size());
    Map<String, Number> atMost =
        Map.of(
            "lost",
            0,
            "broken invariants",
            0,
            "at once (most)",
            CONCURRENT,
            "within 800 ms (most)",
            PER_SECOND);
    FaultRecord.record("k6", counts, atMost);
    System.out.println("k6: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(atOnce).as("never above the limit, but up to it").isEqualTo(CONCURRENT);
    assertThat(inASecond).as("%s", inASecond).hasSizeBetween(PER_SECOND - 1, PER_SECOND);
    assertThat(senders).as("all nodes send").isGreaterThanOrEqualTo(NODES);
  }

  private static List<Exchange> of(List<Exchange> all, String webhook) {
    return all.stream().filter(one -> one.webhook().equals(webhook)).toList();
  }

  /** How many requests were not answered at the same moment. */
  private static int mostAtOnce(List<Exchange> exchanges) {
    int most = 0;
    for (Exchange one : exchanges) {
      Instant at = one.arrived();
      long open =
          exchanges.stream()
              .filter(other -> !other.arrived().isAfter(at) && other.answered().isAfter(at))
              .count();
      most = Math.max(most, (int) open);
    }
    return most;
  }

  /** The requests of that time of this length in which the most have arrived. */
  private static List<Exchange> mostWithin(List<Exchange> exchanges, Duration length) {
    List<Exchange> most = List.of();
    for (Exchange one : exchanges) {
      Instant end = one.arrived().plus(length);
      List<Exchange> within =
          exchanges.stream()
              .filter(
                  each -> !each.arrived().isBefore(one.arrived()) && each.arrived().isBefore(end))
              .toList();
      most = within.size() > most.size() ? within : most;
    }
    return most;
  }
}
