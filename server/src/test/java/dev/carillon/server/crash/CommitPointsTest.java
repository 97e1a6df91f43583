package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies at a named point on a change's way from the writer to the log: once with a single
 * change under way, where the outcome is known exactly, and then under load.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class CommitPointsTest {

  private static final int KILLS = FaultRecord.scaled(2, 20);
  private static final int CLIENTS = 8;
  private static final int PASSES_MAX = 150;
  private static final int OTHERS_MAX = 6;

  /** They come after the client has its answer, or may have it. */
  private static final Set<Point> RECORDING =
      Set.of(Point.BEFORE_RECORD, Point.AFTER_RESULTS, Point.BEFORE_MEMORY);

  @TempDir Path temp;

  private final Random random = new Random();

  /** Not committed: the change has never been, and the client was not told that it was. */
  @Test
  void whatIsNotCommittedWhenTheServerDiesHasNeverBeen() throws Exception {
    diesAt("c2.before-commit", Point.BEFORE_COMMIT, alone -> assertThat(alone.after()).isEmpty());
  }

  /** Committed, but neither answered nor handed over: sent after the next start, once to each. */
  @Test
  void whatIsCommittedWhenTheServerDiesIsSentOnceAfterTheNextStart() throws Exception {
    diesAt(
        "c2.after-commit",
        Point.AFTER_COMMIT,
        alone -> {
          assertThat(alone.before()).isEmpty();
          assertThat(alone.after()).containsOnly(Map.entry("first", 1), Map.entry("second", 1));
        });
  }

  /** Handed over, but not answered: each gets it, and again if it was on the wire. */
  @Test
  void whatIsHandedOverWhenTheServerDiesArrivesAndAtMostOnceMore() throws Exception {
    diesAt(
        "c2.after-hand-over",
        Point.AFTER_HAND_OVER,
        alone -> {
          assertThat(alone.after()).containsOnlyKeys("first", "second");
          alone.assertAgainWhereUnsettled();
        });
  }

  /** Answered, but not recorded: whoever has it gets it once more, with the same id and body. */
  @Test
  void whatIsAnsweredAndNotRecordedWhenTheServerDiesComesOnceMore() throws Exception {
    diesAt(
        "c2.before-record",
        Point.BEFORE_RECORD,
        alone -> {
          assertThat(alone.before()).isNotEmpty();
          assertThat(alone.unsettled()).containsExactlyInAnyOrder("first", "second");
          alone.assertAgainWhereUnsettled();
        });
  }

  /** Written, but not committed: as if it had not been recorded. */
  @Test
  void whatIsWrittenAndNotCommittedWhenTheServerDiesComesOnceMore() throws Exception {
    diesAt(
        "c2.after-results",
        Point.AFTER_RESULTS,
        alone -> {
          assertThat(alone.before()).isNotEmpty();
          assertThat(alone.unsettled()).containsExactlyInAnyOrder("first", "second");
          alone.assertAgainWhereUnsettled();
        });
  }

  /** Recorded and committed, though memory did not know it: it is not sent again. */
  @Test
  void whatIsRecordedWhenTheServerDiesIsNotSentAgain() throws Exception {
    diesAt(
        "c2.before-memory",
        Point.BEFORE_MEMORY,
        alone -> {
          assertThat(alone.before()).isNotEmpty();
          assertThat(alone.unsettled()).hasSizeLessThan(2);
          alone.assertAgainWhereUnsettled();
        });
  }

  /** Sent, but not answered: it comes once more, with the same id and body. */
  @Test
  void whatIsSentAndNotAnsweredWhenTheServerDiesComesOnceMore() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      List<Journal.Writer> writers = scenario.writers(CLIENTS);
      Client client = scenario.subscribed();
      ServerProcess server = scenario.start();
      for (int kill = 0; kill < KILLS; kill++) {
        warmUp(scenario, client, writers.getFirst());
        ServerProcess doomed = server;
        AtomicBoolean dead = new AtomicBoolean();
        scenario
            .receiver()
            .beforeAnswer(
                () -> {
                  if (!dead.getAndSet(true)) {
                    killed(doomed);
                  }
                });
        Alone alone = new Alone(scenario);
        writers.getFirst().step(client);
        server.ended();
        alone.died();
        scenario.died(server);
        scenario.receiver().beforeAnswer(() -> {});
        server = scenario.start();
        scenario.settle();
        assertThat(alone.before()).isNotEmpty();
        assertThat(alone.unsettled()).containsAnyElementsOf(alone.before().keySet());
        alone.assertAgainWhereUnsettled();
      }
      finish("c2.before-answer", scenario, client, server);
    }
  }

  private void diesAt(String name, Point point, Expected expected) throws Exception {
    Path folder = temp.resolve("point");
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      List<Journal.Writer> writers = scenario.writers(CLIENTS);
      Client client = scenario.subscribed();
      scenario.launch(point.in(folder));
      ServerProcess server = scenario.start();
      int others = 0;
      for (int kill = 0; kill < KILLS + others; kill++) {
        warmUp(scenario, client, writers.getFirst());
        Alone alone = new Alone(scenario);
        boolean single = (kill - others) % 3 == 0;
        if (single) {
          // memory changes first when the change is committed, and then when it is recorded
          Point.arm(folder, point.equals(Point.BEFORE_MEMORY) ? 2 : 1);
          int status = writers.getFirst().step(client).status();
          // once it is being recorded, the client may have its answer
          assertThat(status).isIn(0, RECORDING.contains(point) ? 200 : 0);
        } else {
          Point.arm(folder, random.nextInt(1, PASSES_MAX));
          Load.of(writers, client).join();
        }
        assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
        alone.died();
        scenario.died(server);
        Point.disarm(folder);
        server = scenario.start();
        if (single && alone.diedBefore(point)) {
          others++;
          assertThat(others).as("deaths at commits of something else").isLessThan(OTHERS_MAX);
        } else if (single) {
          scenario.settle();
          expected.check(alone);
        }
      }
      finish(name, scenario, client, server);
    }
  }

  private static void finish(
      String name, CrashScenario scenario, Client client, ServerProcess server) throws Exception {
    Verdict verdict = scenario.verdict();
    Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
    counts.putAll(verdict.counts());
    FaultRecord.record(name, counts);

    assertThat(verdict.faults()).isEmpty();
    scenario.checkApi(client, 100);
    scenario.stop(server);
    server.close();
    scenario.checkStore();
  }

  /** Some changes, all of them heard and settled. */
  private static void warmUp(CrashScenario scenario, Client client, Journal.Writer writer)
      throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(writer.step(client).ok()).isTrue();
    }
    scenario.settle();
  }

  private static void killed(ServerProcess server) {
    try {
      server.kill();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** What must have become of a change that was alone. */
  @FunctionalInterface
  private interface Expected {
    void check(Alone alone) throws Exception;
  }

  /** The last change, which nobody else was beside, as receivers got it. */
  private static final class Alone {

    private final CrashScenario scenario;
    private Map<String, Integer> before = Map.of();
    private Set<String> unsettled = Set.of();

    Alone(CrashScenario scenario) {
      this.scenario = scenario;
    }

    /** The server is dead: notes what had come, and what it had not settled. */
    void died() throws Exception {
      // what it sent last may not have been read yet
      scenario.receiver().awaitEndOfSender();
      before = received();
      unsettled =
          scenario.store().stored().in(State.PENDING).stream()
              .map(delivery -> scenario.name(delivery.webhook().value()))
              .collect(Collectors.toSet());
    }

    /** How often each webhook had got it when the server died. */
    Map<String, Integer> before() {
      return before;
    }

    /** How often each webhook has got it by now. */
    Map<String, Integer> after() {
      return received();
    }

    /** Which webhooks it was not settled for. */
    Set<String> unsettled() {
      return unsettled;
    }

    /**
     * It was not this change that brought the server there: it died at the commit of something
     * else, such as sums, or memory took what came before only after the point was armed.
     */
    boolean diedBefore(Point point) {
      return (point.equals(Point.AFTER_COMMIT) && unsettled.isEmpty())
          || (point.equals(Point.BEFORE_MEMORY) && unsettled.size() == 2);
    }

    void assertAgainWhereUnsettled() {
      for (String webhook : List.of("first", "second")) {
        int more = unsettled.contains(webhook) ? 1 : 0;
        assertThat(after().getOrDefault(webhook, 0))
            .as(webhook)
            .isEqualTo(before.getOrDefault(webhook, 0) + more);
      }
    }

    private Map<String, Integer> received() {
      Change last = scenario.journal().changes().getLast();
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Receipt receipt : scenario.receiver().receipts()) {
        if (receipt.value().equals(last.value())) {
          counts.merge(receipt.webhook(), 1, Integer::sum);
        }
      }
      return counts;
    }
  }
}
