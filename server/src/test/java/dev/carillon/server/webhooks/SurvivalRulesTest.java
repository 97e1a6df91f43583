package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** That nothing is lost or doubled when something stops, is forgotten or does not work. */
@OnEachDatabase
class SurvivalRulesTest extends EngineFixture {

  @Test
  void aStopUnderLoadLosesNothingAndDoublesNothing() {
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              Thread.sleep(5);
              boolean fails = calls.incrementAndGet() % 7 == 0;
              return Script.status(fails ? 503 : 200).answer(request, out, socket);
            });
    int recorded = 0;
    Webhook webhook = null;
    for (int start = 0; start < 4; start++) {
      try (RunningEngine engine = RunningEngine.in(home(), Policies.QUICK.policy())) {
        webhook = webhook == null ? engine.webhook(receiver.url()) : webhook;
        int soFar = receiver.count();
        for (int i = 0; i < 500; i++) {
          engine.publish("s" + i, "x");
          recorded++;
        }
        Await.until("some", () -> receiver.count() > soFar + 50);
      }
    }
    int sent = receiver.count();
    Await.holds("silence", Duration.ofMillis(100), () -> receiver.count() == sent);

    RunningEngine last = engine(Policies.QUICK);
    Webhook known = Objects.requireNonNull(webhook);
    int all = recorded;
    Await.until("all", () -> last.count(known, "delivered") == all);
    assertThat(receiver.distinct()).isEqualTo(all);
    long failed = calls.get() / 7;
    assertThat(receiver.count())
        .as("each failure is followed by one retry")
        .isEqualTo(all + failed);
  }

  @Test
  void retriesThatWaitSurviveARestart() {
    RecordingReceiver receiver = receiver(500);
    Receipt receipt;
    try (RunningEngine engine = RunningEngine.in(home(), Policies.waiting(2500, 3000).policy())) {
      engine.webhook(receiver.url());
      receipt = engine.publish("a", "1");
      Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);
    }
    receiver.now(Script.status(200));

    RunningEngine again = engine(Policies.waiting(2500, 3000));

    Await.until("delivered", () -> again.state(receipt).equals("delivered"));
    assertThat(receiver.count()).isEqualTo(2);
    assertThat(receiver.requests().getLast().attempt()).isEqualTo(2);
    assertThat(receiver.distinct()).isEqualTo(1);
    assertThat(again.attempts(receipt)).hasSize(2);
  }

  @Test
  void whatWasRolledBackIsNotSent() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    engine.webhook(receiver.url());
    List<Receipt> receipts = new ArrayList<>();

    assertThatThrownBy(
            () ->
                engine
                    .opened
                    .database()
                    .write(
                        connection -> {
                          receipts.add(
                              engine
                                  .opened
                                  .store()
                                  .outbox()
                                  .append(connection, Note.event("a", "never")));
                          throw new IllegalStateException("on second thoughts");
                        }))
        .hasMessage("on second thoughts");
    Receipt untrusted =
        new Receipt(receipts.getFirst().event(), receipts.getFirst().due(), 1, 0, false);
    engine.hooks.committed(untrusted);

    engine.publish("a", "later");
    Await.until("the later one", () -> receiver.count() == 1);
    Await.holds("only that", Duration.ofMillis(2500), () -> receiver.count() == 1);
    assertThat(receiver.requests().getFirst().request().text()).isEqualTo(Note.body("later"));
  }

  @Test
  void whatNobodyHandsOverIsFoundWithinFiveSeconds() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    engine.webhook(receiver.url());
    engine.publish("a", "told");
    Await.until("told", () -> receiver.count() == 1);

    engine.record("a", "forgotten");

    Await.until("found", Duration.ofSeconds(5), () -> receiver.count() == 2);
    Await.holds("once", Duration.ofMillis(500), () -> receiver.count() == 2);
  }

  @Test
  void whatNobodyHandsOverIsFoundAmongOthers() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    engine.webhook(receiver.url());
    Receipt forgotten = engine.record("a", "forgotten");

    AtomicInteger told = new AtomicInteger();
    Await.until(
        "found",
        Duration.ofSeconds(5),
        () -> {
          engine.publish("b", "told");
          told.incrementAndGet();
          return engine.state(forgotten).equals("delivered");
        });

    int all = told.get() + 1;
    Await.until("all", () -> receiver.distinct() == all);
    Await.holds("once each", Duration.ofMillis(300), () -> receiver.count() == all);
  }

  @Test
  void aStoreThatFailsForAWhileLosesNothingAndDoublesNothing() {
    AtomicBoolean broken = new AtomicBoolean();
    RunningEngine engine =
        engine(Policies.QUICK, ports -> flaky(ports, broken, SurvivalRulesTest::unavailable));
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) ->
                Script.status(calls.incrementAndGet() % 4 == 0 ? 503 : 200)
                    .answer(request, out, socket));
    Webhook webhook = engine.webhook(receiver.url());

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        engine.publish("s" + i, "x");
      }
      broken.set(true);
      for (int i = 0; i < 100; i++) {
        engine.publish("s" + i, "x");
      }
      Await.pause(700);
      broken.set(false);
    }

    Await.until("all", () -> engine.count(webhook, "delivered") == 600);
    assertThat(engine.heard.storeFailures.get()).isPositive();
    assertThat(receiver.distinct()).isEqualTo(600);
    assertThat(receiver.count()).as("no more than failed").isEqualTo(600 + calls.get() / 4);
  }

  @Test
  void aWebhookIsNotForgottenWhenItsHealthCannotBeRead() {
    AtomicInteger failures = new AtomicInteger();
    Thread maker = Thread.currentThread();
    Consumer<String> check =
        method -> {
          if (method.equals("health")
              && Thread.currentThread() == maker
              && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw unavailable();
          }
        };
    RunningEngine engine =
        engine(
            Policies.QUICK,
            ports ->
                new HooksStore(
                    checked(Webhooks.class, ports.webhooks(), check),
                    ports.due(),
                    ports.settlements(),
                    ports.retention(),
                    ports.lease()));
    RecordingReceiver receiver = receiver(200);
    int made = 0;
    Throwable refused = null;
    // where an engine's thread sees the new webhook first, nobody fails to read its health
    while (refused == null && made < 20) {
      failures.set(1);
      refused = catchThrowable(() -> engine.webhook(receiver.url()));
      made++;
    }
    int all = made;
    assertThat(refused).hasMessageContaining("as the test wants");
    engine.publish("a", "1");

    Await.until("sent", Duration.ofSeconds(6), () -> receiver.count() == all);
  }

  @Test
  void anUnforeseenFailureOfTheStoreStopsNothing() {
    AtomicBoolean broken = new AtomicBoolean();
    Supplier<RuntimeException> unforeseen = () -> new IllegalStateException("as the test wants");
    // the third attempt comes while the store is broken, and is not the last
    Policies rules = Policies.waiting(20, 1500, 1600, 1700);
    RunningEngine engine = engine(rules, ports -> flaky(ports, broken, unforeseen));
    RecordingReceiver receiver = receiver(500);
    engine.webhook(receiver.url());
    Receipt told = engine.publish("a", "told");
    Await.until("tried", () -> receiver.count() >= 2);
    broken.set(true);
    Receipt forgotten = engine.record("a", "forgotten");
    Await.pause(3000);
    broken.set(false);
    receiver.now(Script.status(200));

    Await.until("the retry", Duration.ofSeconds(6), () -> ended(engine, told));
    Await.until("found", Duration.ofSeconds(6), () -> ended(engine, forgotten));
  }

  private static boolean ended(RunningEngine engine, Receipt receipt) {
    return !engine.state(receipt).equals("pending");
  }

  private static RuntimeException unavailable() {
    return new HooksException(HooksException.Code.STORE_UNAVAILABLE, "as the test wants");
  }

  /** A store whose deliveries can neither be read nor written while it is broken. */
  private static HooksStore flaky(
      HooksStore inner, AtomicBoolean broken, Supplier<RuntimeException> failure) {
    Consumer<String> check =
        method -> {
          if (broken.get()) {
            throw failure.get();
          }
        };
    return new HooksStore(
        inner.webhooks(),
        checked(DueDeliveries.class, inner.due(), check),
        checked(SettlementStore.class, inner.settlements(), check),
        checked(LogRetention.class, inner.retention(), check),
        inner.lease());
  }

  /** A port that is told the name of each of its methods before that is called, and may throw. */
  private static <T> T checked(Class<T> port, T inner, Consumer<String> check) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          check.accept(method.getName());
          try {
            return method.invoke(inner, arguments);
          } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
          }
        };
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
  }
}
