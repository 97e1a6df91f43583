package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FaultyLine;
import dev.carillon.server.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is cut off from the database, but not from receivers, and the other one from receivers,
 * but not from the database. Each request is known by the process that sent it.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k3")
class CutNodeTest {

  private static final int CUT = 1;
  private static final int WRITERS_EACH = 1;

  /** A node that has many to send slowly would go on for longer than its lease. */
  private static final int PER_SECOND = 8;

  private static final int BURST = 75;
  private static final int ANSWER_MILLIS = 30;
  private static final int SLOW_MILLIS = 4_000;
  private static final Duration LOADED = Duration.ofSeconds(2);

  /** What had left the node when it was cut off has arrived in the database by then. */
  private static final Duration ARRIVED = Duration.ofMillis(300);

  private static final Duration CUT_FOR = Duration.ofSeconds(FaultRecord.scaled(19, 30));
  private static final Duration DEAF_FOR = Duration.ofMillis(FaultRecord.scaled(500, 5_000));
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  /** What a failure of one node's network costs a webhook is not what this is about. */
  private static final List<String> PROPERTIES = List.of("webHooksFailuresBeforeDisable=-1");

  @TempDir Path temp;

  private final List<Finding> findings = new ArrayList<>();

  @Test
  void aNodeThatCannotRenewItsLeaseStopsInTimeAndComesBack() throws Exception {
    String direct = TestDatabase.POSTGRESQL.fresh();
    int port = URI.create(direct.substring("jdbc:".length())).getPort();
    try (FaultyLine line = new FaultyLine(port)) {
      List<String> reached = List.of(direct, direct.replace(":" + port, ":" + line.port()));
      try (NodesScenario scenario = NodesScenario.of(temp, direct, reached, PROPERTIES)) {
        scenario.subscribe("first", Map.of());
        scenario.subscribe("paced", Map.of("maxPerSecond", PER_SECOND));
        scenario.receiver().watchSenders();
        // else hardly anything would be on the wire at any moment
        scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
        List<SteadyLoad> loads = new ArrayList<>();
        for (int node = 0; node < scenario.count(); node++) {
          Client client = scenario.node(node).client();
          loads.add(SteadyLoad.of(scenario.writers(WRITERS_EACH), client, Duration.ofMillis(400)));
        }
        for (Manner manner :
            FaultRecord.longForm() ? Manner.values() : new Manner[] {Manner.BOTH}) {
          Thread.sleep(LOADED);
          findings.add(cut(scenario, line, manner, loads.get(CUT)));
        }
        Thread.sleep(LOADED);
        for (SteadyLoad load : loads) {
          load.stop();
        }
        check(scenario);
      }
    }
  }

  private static Finding cut(
      NodesScenario scenario, FaultyLine line, Manner manner, SteadyLoad load) throws Exception {
    long epoch = epochs(scenario, "taken_over_at is null").getLast();
    // a login needs the database, too: it may be refused for as long as changes may
    Client client = scenario.node(CUT).client();
    burst(scenario, client);
    manner.cut(line);
    Instant from = Instant.now();
    Thread.sleep(ARRIVED);
    scenario.cutOff();
    // the reverse, at the same time: it reaches the database, but no receiver
    long other = scenario.node(1 - CUT).pid();
    scenario.receiver().deafTo(sender -> sender == other);
    Thread.sleep(DEAF_FOR);
    scenario.receiver().deafTo(sender -> false);
    Thread.sleep(CUT_FOR.minus(DEAF_FOR));
    if (manner != Manner.SLOW) {
      Await.until(() -> isTakenOver(scenario, epoch));
    }
    Span span = new Span(from, Instant.now());
    line.back();
    scenario.hindered(span);
    Journal.Writer writer = scenario.journal().writer();
    Duration back = Await.until(BACK_WITHIN, () -> writer.step(client).ok());
    Instant leaseEnd = leaseEnd(scenario, epoch);
    long pid = scenario.node(CUT).pid();
    List<Instant> sent =
        scenario.receiver().exchanges().stream()
            .filter(exchange -> exchange.sender() == pid)
            .map(Exchange::arrived)
            .filter(at -> at.isBefore(span.until()))
            .toList();
    List<SteadyLoad.Asked> asked =
        load.asked().stream()
            .filter(one -> span.touches(new Span(one.at(), one.at().plus(one.took()))))
            .toList();
    boolean takenOver = isTakenOver(scenario, epoch);
    return new Finding(manner, takenOver, leaseEnd, span, sent, asked, back);
  }

  private static boolean isTakenOver(NodesScenario scenario, long epoch) throws Exception {
    return epochs(scenario, "taken_over_at is not null").contains(epoch);
  }

  private static void burst(NodesScenario scenario, Client client) throws Exception {
    Journal.Writer writer = scenario.journal().writer();
    for (int change = 0; change < BURST; change++) {
      writer.step(client);
    }
  }

  /** The epochs of nodes for which this holds, the newest last. */
  private static List<Long> epochs(NodesScenario scenario, String which) throws Exception {
    return scenario.query(
        "select epoch from nodes where " + which + " order by epoch", row -> row.getLong(1));
  }

  private static Instant leaseEnd(NodesScenario scenario, long epoch) throws Exception {
    return scenario
        .query(
            "select lease_until from nodes where epoch = " + epoch,
            row -> row.getTimestamp(1).toInstant())
        .getFirst();
  }

  private void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("cuts", findings.size()));
    counts.putAll(verdict.counts());
    counts.put("taken over", findings.stream().filter(Finding::takenOver).count());
    counts.put("sent while cut off", findings.stream().mapToLong(Finding::sentMeanwhile).sum());
    counts.put("sent after the lease", findings.stream().mapToLong(Finding::sentLate).sum());
    counts.put("stopped before its end by ms (least)", least(Finding::stoppedBefore));
    counts.put("refused", findings.stream().mapToLong(Finding::refused).sum());
    counts.put("refused without a reason", findings.stream().mapToLong(Finding::unclear).sum());
    counts.put("response after ms (longest)", -least(one -> one.answered().negated()));
    // what waits for its turn at the limit comes later
    Duration adopted = scenario.adoptedWithin(List.of("first"));
    counts.put("adopted after ms (longest)", adopted.toMillis());
    counts.put("accepts changes after ms (longest)", -least(one -> one.back().negated()));
    Map<String, Number> atMost =
        Map.of(
            "lost", 0,
            "broken invariants", 0,
            "sent after the lease", 0,
            "refused without a reason", 0,
            "adopted after ms (longest)", NodesScenario.ADOPTED_WITHIN.toMillis(),
            "accepts changes after ms (longest)", BACK_WITHIN.toMillis());
    FaultRecord.record("k3.cut", counts, atMost);
    System.out.println("k3.cut: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(findings)
        .allSatisfy(
            one -> {
              assertThat(one.takenOver() || one.manner() == Manner.SLOW).isTrue();
              assertThat(one.sentMeanwhile()).isPositive();
              assertThat(one.sentLate()).isZero();
              assertThat(one.unclear()).as("%s", one.unclearOnes()).isZero();
              assertThat(one.refused() > 0 || one.manner() == Manner.SLOW).isTrue();
            });
    assertThat(adopted).isLessThanOrEqualTo(NodesScenario.ADOPTED_WITHIN);
  }

  private long least(Function<Finding, Duration> what) {
    return findings.stream().mapToLong(one -> what.apply(one).toMillis()).min().orElseThrow();
  }

  /** How a node is cut off. */
  private enum Manner {
    /** Nothing arrives, either way. */
    BOTH,
    /** What the node sends vanishes. */
    TO_THE_DATABASE,
    /** What the database sends vanishes. */
    FROM_THE_DATABASE,
    /** Connections are closed, and refused. */
    RESET,
    /** Each step takes seconds. */
    SLOW;

    void cut(FaultyLine line) {
      switch (this) {
        case BOTH -> line.silent();
        case TO_THE_DATABASE -> line.muteClients();
        case FROM_THE_DATABASE -> line.muteServer();
        case RESET -> line.away();
        case SLOW -> line.slow(SLOW_MILLIS);
      }
    }
  }

  /**
   * What became of one cut.
   *
   * @param takenOver whether the others took over from the node
   * @param leaseEnd when its lease ended, by the database
   * @param span of the cut
   * @param sent when its requests arrived, until the cut ended
   * @param asked what it was asked for and had not answered when the cut began, or later
   * @param back how long it took until it made changes again
   */
  private record Finding(
      Manner manner,
      boolean takenOver,
      Instant leaseEnd,
      Span span,
      List<Instant> sent,
      List<SteadyLoad.Asked> asked,
      Duration back) {

    long sentLate() {
      return takenOver ? sent.stream().filter(at -> at.isAfter(leaseEnd)).count() : 0;
    }

    /** Cut off from the database, it sends what it has for as long as it may. */
    long sentMeanwhile() {
      return sent.stream().filter(at -> at.isAfter(span.from().plus(ARRIVED))).count();
    }

    Duration stoppedBefore() {
      Instant last = sent.stream().max(Instant::compareTo).orElse(leaseEnd);
      return takenOver ? Duration.between(last, leaseEnd) : Duration.ofDays(1);
    }

    long refused() {
      return asked.stream().filter(one -> !one.answer().ok()).count();
    }

    long unclear() {
      return unclearOnes().size();
    }

    List<SteadyLoad.Asked> unclearOnes() {
      return asked.stream().filter(one -> !one.answer().ok() && !one.refusedWithReason()).toList();
    }

    Duration answered() {
      return asked.stream()
          .map(SteadyLoad.Asked::took)
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }
  }
}
