package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What one webhook may use, and that nobody else has to suffer from it. */
@OnEachDatabase
class LimitRulesTest extends EngineFixture {

  private static final Pattern TEXT = Pattern.compile("ü (\\w+)-(\\d+)");

  @Test
  void aWebhookHasNoMoreAttemptsInFlightThanItsLimit() {
    RunningEngine engine = engine(Policies.QUICK.concurrent(5).policy(Duration.ofMinutes(2)));
    CountDownLatch recorded = new CountDownLatch(1);
    RecordingReceiver slow = receiver(taking(20, recorded));
    RecordingReceiver own = receiver(taking(20, recorded));
    engine.webhook(slow.url());
    engine.webhook(own.url(), limited(new WebhookLimits(0, 2, 0, Ordering.NONE)));

    for (int i = 0; i < 60; i++) {
      engine.publish("s" + i, "x");
    }
    Await.until("as many as may be", () -> slow.count() == 5 && own.count() == 2);
    recorded.countDown();

    Await.until("all", () -> slow.count() == 60 && own.count() == 60);
    assertThat(slow.thereMax()).isEqualTo(5);
    assertThat(own.thereMax()).isEqualTo(2);
  }

  @Test
  void webhooksThatHangDelayNoOther() {
    RunningEngine engine = engine(Policies.QUICK.concurrent(300));
    for (int i = 0; i < 10; i++) {
      engine.webhook(receiver(taking(60_000)).url());
    }
    RecordingReceiver good = receiver(200);
    engine.webhook(good.url());

    for (int i = 0; i < 400; i++) {
      Receipt receipt = engine.publish("s" + i, "x");
      int heard = i + 1;
      Await.until("heard", Duration.ofMillis(1500), () -> good.count() == heard);
      assertThat(receipt.due()).hasSize(11);
    }
  }

  @Test
  void aWebhookThatWantsItSlowlyGetsItSlowly() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    engine.webhook(receiver.url(), limited(new WebhookLimits(0, 0, 20, Ordering.NONE)));

    double least = Double.MAX_VALUE;
    // a machine that stands still for a moment makes one round slower, but none quicker
    for (int round = 0; round < 5 && least > 3000; round++) {
      List<Double> times = times(engine, receiver, 41 * round);
      for (int i = 20; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 20)).isGreaterThan(900);
      }
      least = Math.min(least, times.getLast() - times.getFirst());
    }
    assertThat(least).as("40 intervals of 50 ms").isBetween(1900.0, 3000.0);
  }

  /**
   * When 41 attempts began, after so many others: told by the sender, which the receiver is not.
   */
  private static List<Double> times(RunningEngine engine, RecordingReceiver receiver, int before) {
    for (int i = 0; i < 41; i++) {
      engine.publish("s" + i, "x");
    }
    Await.until("all", () -> receiver.count() == before + 41);
    Await.until("settled", () -> engine.heard.settlements.size() == before + 41);
    return engine.heard.settlements.stream()
        .skip(before)
        .map(one -> ChronoUnit.NANOS.between(Instant.EPOCH, one.attempt().at()) / 1e6)
        .sorted()
        .toList();
  }

  @Test
  void eventsOfOneSubjectKeepTheirOrderWhateverFails() throws Exception {
    RunningEngine engine = engine(Policies.waiting(5, 10, 15, 20, 25, 30, 35, 40, 45, 50));
    Map<String, List<Integer>> accepted = new ConcurrentHashMap<>();
    Set<String> there = ConcurrentHashMap.newKeySet();
    List<String> together = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              Matcher text = text(request);
              if (!there.add(text.group(1))) {
                together.add(text.group());
              }
              Thread.sleep(1);
              boolean fails = calls.incrementAndGet() % 5 == 0;
              if (!fails) {
                accepted
                    .computeIfAbsent(text.group(1), any -> new ArrayList<>())
                    .add(Integer.parseInt(text.group(2)));
              }
              there.remove(text.group(1));
              return Script.status(fails ? 503 : 200).answer(request, out, socket);
            });
    engine.webhook(receiver.url(), limited(new WebhookLimits(0, 0, 0, Ordering.SUBJECT)));

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int s = 0; s < 10; s++) {
        String subject = "s" + s;
        writers.execute(
            () -> {
              for (int i = 0; i < 40; i++) {
                engine.publish(subject, subject + "-" + i);
              }
            });
      }
    }

    Await.until("all", () -> accepted.values().stream().mapToInt(List::size).sum() == 400);
    accepted.forEach((subject, order) -> assertThat(order).as(subject).isSorted());
    assertThat(accepted).hasSize(10);
    assertThat(together).isEmpty();
  }

  @Test
  void onlyTheSubjectThatFailsWaits() {
    RunningEngine engine = engine(Policies.waiting(600_000));
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) ->
                Script.status(text(request).group(1).equals("bad") ? 500 : 200)
                    .answer(request, out, socket));
    engine.webhook(receiver.url(), limited(new WebhookLimits(0, 0, 0, Ordering.SUBJECT)));

    for (int i = 0; i < 1500; i++) {
      engine.publish("bad", "bad-" + i);
    }
    engine.publish("good", "good-0");

    Await.until("the other one", () -> heard(receiver).containsKey("good"));
    assertThat(heard(receiver).get("bad")).isEqualTo(1);
  }

  @Test
  void aFloodForASlowWebhookArrivesOnceAndDelaysNoOther() throws Exception {
    RunningEngine engine = engine(Policies.QUICK.concurrent(16).policy(Duration.ofMinutes(5)));
    CountDownLatch recorded = new CountDownLatch(1);
    RecordingReceiver slow = receiver(taking(2, recorded));
    RecordingReceiver quick = receiver(200);
    engine.webhook(slow.url());
    engine.webhook(
        quick.url(),
        made ->
            made.toBuilder()
                .subscription(Webhook.Subscription.to(Note.OTHER))
                .headers(Map.of())
                .build());
    int flood = 15_000;

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 50; w++) {
        int writer = w;
        writers.execute(
            () -> {
              for (int i = 0; i < flood / 50; i++) {
                engine.publish("s" + writer, "x-" + i);
              }
            });
      }
    }
    Await.until("more than memory keeps is left", () -> slow.distinct() == 16);
    for (int i = 0; i < 20; i++) {
      int heard = i + 1;
      engine.publishOther("o" + i, "y-" + i);
      Await.until("the other one", Duration.ofSeconds(2), () -> quick.count() == heard);
    }

    recorded.countDown();
    Await.until("all", Duration.ofMinutes(3), () -> slow.distinct() == flood);
    assertThat(slow.count()).as("once each").isEqualTo(flood);
  }

  private static Map<String, Integer> heard(RecordingReceiver receiver) {
    Map<String, Integer> heard = new HashMap<>();
    receiver
        .requests()
        .forEach(received -> heard.merge(text(received.request()).group(1), 1, Integer::sum));
    return heard;
  }

  private static Matcher text(Received request) {
    Matcher matcher = TEXT.matcher(request.text());
    if (!matcher.find()) {
      throw new AssertionError(request.text());
    }
    return matcher;
  }

  private static Script taking(long millis) {
    return taking(millis, new CountDownLatch(0));
  }

  /** Answers nothing before this has happened. */
  private static Script taking(long millis, CountDownLatch first) {
    return (request, out, socket) -> {
      first.await();
      Thread.sleep(millis);
      return Script.status(200).answer(request, out, socket);
    };
  }

  private static java.util.function.UnaryOperator<Webhook> limited(WebhookLimits limits) {
    return made -> made.toBuilder().limits(limits).build();
  }
}
