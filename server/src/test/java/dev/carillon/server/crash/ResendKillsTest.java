package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.testkit.Received;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while it sends again what people wished: each wish is kept, and once. */
@Tag("faults")
@Tag("c2")
class ResendKillsTest {

  private static final int KILLS = FaultRecord.scaled(2, 20);
  private static final int CHANGES = 25;
  private static final int ANSWER_MILLIS = 10;

  @TempDir Path temp;

  private final Random random = new Random();

  @Test
  void whatWasWishedIsSentOnceMoreHoweverOftenTheServerDies() throws Exception {
    try (CrashScenario scene = CrashScenario.in(temp.resolve("home"))) {
      scene.properties("webHooksFailuresBeforeDisable=-1\n");
      scene.receiver().beforeAnswer(ResendKillsTest::takeTime);
      Client client = scene.subscribed();
      Journal.Writer writer = scene.journal().writer();
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = scene.start()) {
          scene.receiver().answer(ResendKillsTest::secondRefuses);
          for (int change = 0; change < CHANGES; change++) {
            assertThat(writer.step(client).ok()).isTrue();
          }
          scene.settle();
          scene.receiver().answer(request -> 200);
          int before = scene.receiver().count();
          wish(scene, client);
          int some = random.nextInt(1, CHANGES);
          Await.until(() -> scene.receiver().count() >= before + some);
          scene.kill(server);
        }
        try (ServerProcess server = scene.start()) {
          Await.until(() -> open(scene) == 0);
          scene.stop(server);
        }
      }
      finish(scene);
    }
  }

  /** All that was given up, by a job; and one that was delivered, by itself. */
  private static void wish(CrashScenario scene, Client client) throws Exception {
    StoreFile store = scene.store();
    List<String> given = store.texts("select id from deliveries where state = 2");
    assertThat(given).hasSize(CHANGES);
    Map<String, Object> job = Map.of("kind", "resend", "filter", Map.of("state", "exhausted"));
    client.postJson("/api/jobs", job).accepted();
    scene.evidence().resent(given);
    List<String> delivered =
        store.texts("select id from deliveries where state = 1 order by sequence desc limit 1");
    client.call("POST /api/deliveries/" + delivered.getFirst() + "/redeliveries").accepted();
    scene.evidence().resent(delivered);
  }

  /** What is still to be done. */
  private static long open(CrashScenario scene) throws Exception {
    return scene.store().number("select count(*) from jobs where state <> 'done'")
        + scene.store().number("select count(*) from resends")
        + scene.store().number("select count(*) from deliveries where state = 2");
  }

  private static void finish(CrashScenario scene) throws Exception {
    try (ServerProcess server = scene.start()) {
      Verdict verdict = scene.verdict();
      Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
      counts.putAll(verdict.counts());
      FaultRecord.record("c2.during-resends", counts);

      assertThat(verdict.faults()).isEmpty();
      scene.stop(server);
    }
    scene.checkStore();
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
