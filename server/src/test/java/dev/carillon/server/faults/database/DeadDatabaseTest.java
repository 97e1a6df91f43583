package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D2: the database dies or is stopped, and comes back; the server runs on. */
@Tag("long")
@Tag("faults")
@Tag("d2")
class DeadDatabaseTest {

  private static final int KILLS = FaultRecord.scaled(3, 50);
  private static final Duration DEAD_FOR = Duration.ofMillis(1500);
  private static final Duration STOPPED_FOR = Duration.ofSeconds(FaultRecord.scaled(4, 60));

  /** Most answers; a busy machine may need longer for some. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

  private static final Duration HANG = Duration.ofSeconds(4);

  @TempDir Path temp;

  private final List<Long> back = new ArrayList<>();
  private final List<Long> answers = new ArrayList<>();

  @Test
  void aDatabaseThatDiesOrStopsIsWaitedForWithoutARestart() throws Exception {
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"));
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("dead", ""))) {
      scenario.work(4);
      for (int kill = 0; kill < KILLS; kill++) {
        postgres.kill();
        away(scenario, postgres, DEAD_FOR);
        postgres.start();
        back.add(scenario.backToNormal().toMillis());
      }
      postgres.stop();
      away(scenario, postgres, STOPPED_FOR);
      postgres.start();
      back.add(scenario.backToNormal().toMillis());

      Collections.sort(answers);
      long median = answers.get(answers.size() / 2);
      scenario.check(
          "d2",
          Map.of(
              "kills",
              KILLS,
              "backMillisMax",
              Collections.max(back),
              "answerMillisMedian",
              median,
              "answerMillisMax",
              answers.getLast()));
      assertThat(Duration.ofMillis(median)).isLessThanOrEqualTo(ANSWER_WITHIN);
      // where the machine stands still for a moment, one answer or two come late
      assertThat(Duration.ofMillis(answers.get(answers.size() - 3))).isLessThan(HANG);
      assertThat(Duration.ofMillis(answers.getLast())).isLessThan(HANG.multipliedBy(3));
    }
  }

  @Test
  void whatIsOnTheWireWhenTheDatabaseDiesIsRecordedLater() throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    try (Postmaster postgres = Postmaster.in(temp.resolve("pg"));
        DatabaseScenario scenario =
            DatabaseScenario.on(temp.resolve("home"), postgres.newDatabase("wire", ""))) {
      String asset = scenario.newAsset();
      Await.until(Duration.ofSeconds(60), () -> scenario.book().receipts().size() == 2);
      scenario.receiverDoes(
          (request, out, socket) -> {
            dead.await();
            return Script.status(200).answer(request, out, socket);
          });
      assertThat(scenario.change(asset).accepted()).isTrue();
      Await.until(Duration.ofSeconds(60), () -> scenario.book().receipts().size() == 4);

      postgres.kill();
      dead.countDown();
      Thread.sleep(DEAD_FOR);
      postgres.start();

      scenario.check("d2.wire", Map.of());
      assertThat(scenario.stored().in(State.DELIVERED))
          .hasSize(4)
          .allMatch(delivery -> delivery.attempts() == 1);
      assertThat(scenario.book().receipts()).as("nothing was sent again").hasSize(4);
    }
  }

  /** While the database is away: each answer is 503, says when to come back, and comes soon. */
  private void away(DatabaseScenario scenario, Postmaster postgres, Duration length)
      throws Exception {
    String nobodys = "0000000000000000000000";
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      // a process of the database may not have noticed yet that its parent is dead
      boolean dying = postgres.dying();
      Asked refused = scenario.change(nobodys);
      if (!dying || refused.answer() != 404) {
        assertThat(refused.answer()).isEqualTo(503);
        assertThat(refused.retryAfter()).isTrue();
        answers.add(refused.took().toMillis());
        Thread.sleep(20);
      }
    }
    Await.until("the processes of the database end", () -> !postgres.dying());
  }
}
