package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That nothing is lost or doubled when something stops, is forgotten or does not work. */
interface SurvivalRules extends EngineFixture {

  @Test
  default void aStopUnderLoadLosesNothingAndDoublesNothing() {
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver bell =
        bell(
            (request, out, socket) -> {
              Thread.sleep(5);
              boolean fails = calls.incrementAndGet() % 7 == 0;
              return Script.status(fails ? 503 : 200).answer(request, out, socket);
            });
    int recorded = 0;
    Webhook webhook = null;
    for (int start = 0; start < 4; start++) {
      try (RunningEngine tower = RunningEngine.in(home(), Policies.QUICK.policy())) {
        webhook = webhook == null ? tower.webhook(bell.url()) : webhook;
        int soFar = bell.count();
        for (int i = 0; i < 500; i++) {
          tower.ring("s" + i, "x");
          recorded++;
        }
        Await.until("some", () -> bell.count() > soFar + 50);
      }
    }
    int sent = bell.count();
    Await.holds("silence", Duration.ofMillis(100), () -> bell.count() == sent);

    RunningEngine last = tower(Policies.QUICK);
    Webhook known = Objects.requireNonNull(webhook);
    int all = recorded;
    Await.until("all", () -> last.count(known, "delivered") == all);
    assertThat(bell.distinct()).isEqualTo(all);
    long failed = calls.get() / 7;
    assertThat(bell.count()).as("each failure is followed by one retry").isEqualTo(all + failed);
  }

  @Test
  default void retriesThatWaitSurviveARestart() {
    RecordingReceiver bell = bell(500);
    Receipt receipt;
    try (RunningEngine tower = RunningEngine.in(home(), Policies.waiting(2500, 3000).policy())) {
      tower.webhook(bell.url());
      receipt = tower.ring("a", "1");
      Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);
    }
    bell.now(Script.status(200));

    RunningEngine again = tower(Policies.waiting(2500, 3000));

    Await.until("delivered", () -> again.state(receipt).equals("delivered"));
    assertThat(bell.count()).isEqualTo(2);
    assertThat(bell.rings().getLast().attempt()).isEqualTo(2);
    assertThat(bell.distinct()).isEqualTo(1);
    assertThat(again.attempts(receipt)).hasSize(2);
  }

  @Test
  default void whatWasRolledBackIsNotSent() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    tower.webhook(bell.url());
    List<Receipt> receipts = new ArrayList<>();

    assertThatThrownBy(
            () ->
                tower
                    .opened
                    .database()
                    .write(
                        connection -> {
                          receipts.add(
                              tower
                                  .opened
                                  .store()
                                  .outbox()
                                  .append(connection, Note.event("a", "never")));
                          throw new IllegalStateException("on second thoughts");
                        }))
        .hasMessage("on second thoughts");
    Receipt untrusted =
        new Receipt(receipts.getFirst().event(), receipts.getFirst().due(), 0, false);
    tower.hooks.committed(untrusted);

    tower.ring("a", "later");
    Await.until("the later one", () -> bell.count() == 1);
    Await.holds("only that", Duration.ofMillis(2500), () -> bell.count() == 1);
    assertThat(bell.rings().getFirst().request().text()).isEqualTo(Note.body("later"));
  }

  @Test
  default void whatNobodyHandsOverIsFoundWithinFiveSeconds() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    tower.webhook(bell.url());
    tower.ring("a", "told");
    Await.until("told", () -> bell.count() == 1);

    tower.record("a", "forgotten");

    Await.until("found", Duration.ofSeconds(5), () -> bell.count() == 2);
    Await.holds("once", Duration.ofMillis(500), () -> bell.count() == 2);
  }

  @Test
  default void whatNobodyHandsOverIsFoundAmongOthers() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    tower.webhook(bell.url());
    Receipt forgotten = tower.record("a", "forgotten");

    AtomicInteger told = new AtomicInteger();
    Await.until(
        "found",
        Duration.ofSeconds(5),
        () -> {
          tower.ring("b", "told");
          told.incrementAndGet();
          return tower.state(forgotten).equals("delivered");
        });

    int all = told.get() + 1;
    Await.until("all", () -> bell.distinct() == all);
    Await.holds("once each", Duration.ofMillis(300), () -> bell.count() == all);
  }

  @Test
  default void aStoreThatFailsForAWhileLosesNothingAndDoublesNothing() {
    FlakyStore[] flaky = new FlakyStore[1];
    RunningEngine tower =
        tower(
            Policies.QUICK,
            ports -> {
              flaky[0] = new FlakyStore(ports);
              return flaky[0].ports();
            });
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver bell =
        bell(
            (request, out, socket) ->
                Script.status(calls.incrementAndGet() % 4 == 0 ? 503 : 200)
                    .answer(request, out, socket));
    Webhook webhook = tower.webhook(bell.url());

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        tower.ring("s" + i, "x");
      }
      flaky[0].broken = true;
      for (int i = 0; i < 100; i++) {
        tower.ring("s" + i, "x");
      }
      Await.pause(700);
      flaky[0].broken = false;
    }

    Await.until("all", () -> tower.count(webhook, "delivered") == 600);
    assertThat(tower.heard.storeFailures.get()).isPositive();
    assertThat(bell.distinct()).isEqualTo(600);
    assertThat(bell.count()).as("no more than failed").isEqualTo(600 + calls.get() / 4);
  }

  @Test
  default void aWebhookIsNotForgottenWhenItsHealthCannotBeRead() {
    FlakyWebhooks[] flaky = new FlakyWebhooks[1];
    RunningEngine tower =
        tower(
            Policies.QUICK,
            ports -> {
              flaky[0] = new FlakyWebhooks(ports.webhooks());
              return new HooksStore(
                  flaky[0], ports.due(), ports.settlements(), ports.retention(), ports.lease());
            });
    RecordingReceiver bell = bell(200);
    int made = 0;
    Throwable refused = null;
    // where an engine's thread sees the new webhook first, nobody fails to read its health
    while (refused == null && made < 20) {
      flaky[0].failures.set(1);
      refused = catchThrowable(() -> tower.webhook(bell.url()));
      made++;
    }
    int all = made;
    assertThat(refused).hasMessageContaining("as the test wants");
    tower.ring("a", "1");

    Await.until("sent", Duration.ofSeconds(6), () -> bell.count() == all);
  }

  @Test
  default void anUnforeseenFailureOfTheStoreStopsNothing() {
    FlakyStore[] flaky = new FlakyStore[1];
    RunningEngine tower =
        tower(
            Policies.QUICK,
            ports -> {
              flaky[0] = new FlakyStore(ports);
              flaky[0].failure = () -> new IllegalStateException("as the test wants");
              return flaky[0].ports();
            });
    RecordingReceiver bell = bell(500);
    tower.webhook(bell.url());
    Receipt told = tower.ring("a", "told");
    Await.until("tried", () -> bell.count() == 2);
    flaky[0].broken = true;
    Receipt forgotten = tower.record("a", "forgotten");
    Await.pause(3000);
    flaky[0].broken = false;
    bell.now(Script.status(200));

    Await.until("the retry", Duration.ofSeconds(6), () -> ended(tower, told));
    Await.until("found", Duration.ofSeconds(6), () -> ended(tower, forgotten));
  }

  private static boolean ended(RunningEngine tower, Receipt receipt) {
    return !tower.state(receipt).equals("pending");
  }
}
