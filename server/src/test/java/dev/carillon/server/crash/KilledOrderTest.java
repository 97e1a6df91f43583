package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of two nodes under load one dies, then the other: the one that sends to a webhook which keeps the
 * order of each asset, and the one that does not. What was accepted arrives, some of it after a
 * retry, and no event of an asset arrives after a later one.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k1")
class KilledOrderTest {

  private static final int NODES = 2;
  private static final int KILLS = FaultRecord.scaled(2, 20);
  private static final int WRITERS = 4;
  private static final int ANSWER_MILLIS = 30;
  private static final int FAILS_EVERY = 20;
  private static final Duration LOADED = Duration.ofSeconds(4);
  private static final String ORDERED = "ordered";

  @TempDir Path temp;

  private volatile boolean failing = true;

  @Test
  void theOrderOfAnAssetIsKeptWhicheverNodeDies() throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    List<String> reached = Collections.nCopies(NODES, database);
    try (NodesScenario scenario = NodesScenario.of(temp, database, reached, List.of())) {
      scenario.subscribe(ORDERED, Map.of("ordering", "asset"));
      scenario.receiver().watchSenders();
      scenario.receiver().answer(this::status);
      // else hardly anything would be on the wire at any moment
      scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
      OrderedLoad load = OrderedLoad.on(scenario, WRITERS);
      for (int kill = 0; kill < KILLS; kill++) {
        failing = true;
        Thread.sleep(LOADED);
        // a retry that is due later would count as adopted late
        failing = false;
        Thread.sleep(Duration.ofSeconds(2));
        Instant killed = Instant.now();
        scenario.kill(kill % NODES);
        Thread.sleep(NodesScenario.ADOPTED_WITHIN);
        scenario.hindered(new Span(killed, Instant.now()));
        scenario.start(kill % NODES);
      }
      Thread.sleep(LOADED);
      load.stop();
      check(scenario);
    }
  }

  /** Some first attempts fail: what comes after them has to wait for the retry. */
  private int status(Received request) {
    boolean first = request.header("X-Hook-Attempt").orElse("").equals("1");
    int chosen = Math.floorMod(request.header("webhook-id").orElse("").hashCode(), FAILS_EVERY);
    return failing && first && chosen == 0 ? 503 : 200;
  }

  private static void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    List<Receipt> receipts = scenario.receiver().receipts();
    List<Exchange> exchanges = scenario.receiver().exchanges();
    Duration adopted = scenario.adoptedWithin();
    List<String> overtaken = overtaken(receipts, accepted(scenario.journal()));
    List<String> together = together(receipts, exchanges);
    long senders = exchanges.stream().mapToLong(Exchange::sender).distinct().count();
    long retried = receipts.stream().filter(receipt -> !receipt.accepted()).count();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
    counts.putAll(verdict.counts());
    counts.put("unsettled at kills", scenario.unsettled());
    counts.put("retried", retried);
    counts.put("processes that sent", senders);
    counts.put("after a later one", overtaken.size());
    counts.put("two of an asset at once", together.size());
    counts.put("adopted after ms (longest)", adopted.toMillis());
    FaultRecord.record(
        "k1.ordered",
        counts,
        Map.of(
            "lost", 0,
            "broken invariants", 0,
            "after a later one", 0,
            "two of an asset at once", 0,
            "adopted after ms (longest)", NodesScenario.ADOPTED_WITHIN.toMillis()));
    System.out.println("k1.ordered: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(overtaken).isEmpty();
    assertThat(together).isEmpty();
    assertThat(verdict.accepted()).isGreaterThan(KILLS * 100);
    assertThat(retried).as("attempts that failed").isGreaterThan(KILLS);
    assertThat(senders).as("another process went on").isGreaterThan(1);
    assertThat(scenario.unsettled()).isPositive();
    assertThat(verdict.duplicates()).isLessThanOrEqualTo(scenario.unsettled());
    assertThat(adopted).isLessThanOrEqualTo(NodesScenario.ADOPTED_WITHIN);
  }

  /** A change that was not answered may have been made later than the next one of its asset. */
  private static Set<String> accepted(Journal journal) {
    return journal.changes().stream()
        .filter(change -> change.answer() == Answer.ACCEPTED)
        .map(Change::value)
        .collect(Collectors.toSet());
  }

  /** Values grow with each change of an asset, and so they must with each request. */
  private static List<String> overtaken(List<Receipt> receipts, Set<String> accepted) {
    Map<String, String> newest = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (Receipt receipt : receipts) {
      if (accepted.contains(receipt.value())) {
        String before = newest.getOrDefault(receipt.asset(), "");
        if (receipt.value().compareTo(before) < 0) {
          faults.add("%s: %s after %s".formatted(receipt.asset(), receipt.value(), before));
        } else {
          newest.put(receipt.asset(), receipt.value());
        }
      }
    }
    return faults;
  }

  /** Requests of one asset that came before the one before was answered. */
  private static List<String> together(List<Receipt> receipts, List<Exchange> exchanges) {
    Map<String, String> assets =
        receipts.stream()
            .collect(Collectors.toMap(Receipt::delivery, Receipt::asset, (one, same) -> one));
    Map<String, Exchange> before = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (Exchange exchange : byArrival(exchanges)) {
      Exchange last = before.put(assets.getOrDefault(exchange.delivery(), ""), exchange);
      if (last != null && last.answered().isAfter(exchange.arrived())) {
        faults.add(last + " and " + exchange);
      }
    }
    return faults;
  }

  private static List<Exchange> byArrival(List<Exchange> exchanges) {
    return exchanges.stream()
        .sorted((one, other) -> one.arrived().compareTo(other.arrived()))
        .toList();
  }
}
