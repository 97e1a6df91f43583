package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while it sends again what people wished: each wish is kept, and once. */
@Tag("long")
@Tag("faults")
@Tag("c2")
class RedeliveryKillsTest {

  private static final int KILLS = FaultRecord.scaled(2, 20);
  private static final int CHANGES = 25;
  private static final int ANSWER_MILLIS = 10;

  @TempDir Path temp;

  private final Random random = new Random();

  @Test
  void whatWasWishedIsSentOnceMoreHoweverOftenTheServerDies() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      scenario.properties("webHooksFailuresBeforeDisable=-1\n");
      scenario.receiver().beforeAnswer(RedeliveryKillsTest::takeTime);
      Client client = scenario.subscribed();
      Journal.Writer writer = scenario.journal().writer();
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = scenario.start()) {
          scenario.receiver().answer(RedeliveryKillsTest::secondRefuses);
          for (int change = 0; change < CHANGES; change++) {
            assertThat(writer.step(client).ok()).isTrue();
          }
          scenario.settle();
          scenario.receiver().answer(request -> 200);
          int before = scenario.receiver().count();
          wish(scenario, client);
          int some = random.nextInt(1, CHANGES);
          Await.until(() -> scenario.receiver().count() >= before + some);
          scenario.kill(server);
        }
        try (ServerProcess server = scenario.start()) {
          Await.until(() -> open(scenario) == 0);
          scenario.stop(server);
        }
      }
      finish(scenario);
    }
  }

  /** All that was given up, by a job; and one that was delivered, by itself. */
  private static void wish(CrashScenario scenario, Client client) throws Exception {
    StoreFile store = scenario.store();
    List<String> given = store.stored().ids(State.EXHAUSTED);
    assertThat(given).hasSize(CHANGES);
    Map<String, Object> job = Map.of("kind", "resend", "filter", Map.of("state", "exhausted"));
    client.postJson("/api/jobs", job).accepted();
    scenario.evidence().redelivered(given);
    String delivered = store.stored().ids(State.DELIVERED).getLast();
    client.call("POST /api/deliveries/" + delivered + "/redeliveries").accepted();
    scenario.evidence().redelivered(List.of(delivered));
  }

  /** What is still to be done. */
  private static long open(CrashScenario scenario) throws Exception {
    return scenario.store().number("select count(*) from jobs where state <> 'done'")
        + scenario.store().number("select count(*) from redeliveries")
        + scenario.store().stored().count(State.EXHAUSTED);
  }

  private static void finish(CrashScenario scenario) throws Exception {
    try (ServerProcess server = scenario.start()) {
      Verdict verdict = scenario.verdict();
      Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
      counts.putAll(verdict.counts());
      FaultRecord.record("c2.during-redeliveries", counts);

      assertThat(verdict.faults()).isEmpty();
      scenario.stop(server);
    }
    scenario.checkStore();
  }

  private static int secondRefuses(Received request) {
    return Receipt.webhook(request).equals("second") ? 404 : 200;
  }

  private static void takeTime() {
    try {
      Thread.sleep(ANSWER_MILLIS);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
