package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.database.Postmaster;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
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
 * The database that several nodes share is killed under load and comes back with all that it has
 * committed, as after a fail-over to a synchronous replica: each node goes on without a restart.
 * The fail-over itself is the cluster's part of k4.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k4")
class RestartedDatabaseTest {

  private static final int NODES = 2;
  private static final int KILLS = FaultRecord.scaled(1, 10);
  private static final int WRITERS_EACH = 3;
  private static final Duration LOADED = Duration.ofSeconds(2);
  private static final Duration AWAY = Duration.ofSeconds(1);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  @TempDir Path temp;

  @Test
  void eachNodeGoesOnOnceTheDatabaseIsBack() throws Exception {
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"))) {
      String database = postgres.newDatabase("nodes", "");
      List<String> reached = Collections.nCopies(NODES, database);
      try (NodesScenario scenario =
          NodesScenario.of(temp.resolve("nodes"), database, reached, List.of())) {
        scenario.subscribe("first", Map.of());
        scenario.subscribe("second", Map.of());
        List<SteadyLoad> loads = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
          Client client = scenario.node(node).client();
          loads.add(SteadyLoad.of(scenario.writers(WRITERS_EACH), client, Duration.ofMillis(10)));
        }
        Duration back = Duration.ZERO;
        for (int kill = 0; kill < KILLS; kill++) {
          Thread.sleep(LOADED);
          Duration took = killed(scenario, postgres);
          back = took.compareTo(back) > 0 ? took : back;
        }
        Thread.sleep(LOADED);
        for (SteadyLoad load : loads) {
          load.stop();
        }
        check(scenario, loads, back);
      }
    }
  }

  /** How long it takes after the database is back until each node makes changes. */
  private static Duration killed(NodesScenario scenario, Postmaster postgres) throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      clients.add(scenario.node(node).client());
    }
    Instant from = Instant.now();
    postgres.kill();
    Thread.sleep(AWAY);
    postgres.start();
    Instant there = Instant.now();
    for (Client client : clients) {
      Journal.Writer writer = scenario.journal().writer();
      Await.until(BACK_WITHIN, () -> writer.step(client).ok());
    }
    scenario.hindered(new Span(from, Instant.now()));
    return Duration.between(there, Instant.now());
  }

  private static void check(NodesScenario scenario, List<SteadyLoad> loads, Duration back)
      throws Exception {
    Verdict verdict = scenario.verdict();
    List<SteadyLoad.Asked> refused =
        loads.stream()
            .flatMap(load -> load.asked().stream())
            .filter(one -> !one.answer().ok())
            .toList();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
    counts.putAll(verdict.counts());
    counts.put("refused", refused.size());
    counts.put(
        "refused without a reason",
        refused.stream().filter(one -> !one.refusedWithReason()).count());
    counts.put("accepts changes after ms (longest)", back.toMillis());
    FaultRecord.record(
        "k4.restart",
        counts,
        Map.of(
            "lost", 0,
            "broken invariants", 0,
            "refused without a reason", 0,
            "accepts changes after ms (longest)", BACK_WITHIN.toMillis()));
    System.out.println("k4.restart: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(refused).isNotEmpty().allMatch(SteadyLoad.Asked::refusedWithReason);
    assertThat(back).isLessThanOrEqualTo(BACK_WITHIN);
  }
}
