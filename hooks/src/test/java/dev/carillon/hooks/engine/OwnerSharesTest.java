package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Shares go by owner first: a tenant with many webhooks has no more of them than one with one. */
class OwnerSharesTest implements DispatcherDriver.Outlets {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final int WEBHOOKS = 200;
  private static final OwnerLimits LIMITED = OwnerLimits.NONE.withMaxPerSecond(50);

  private final SimulatedStore store = new SimulatedStore();
  private final HandLoop loop = new HandLoop();
  private final List<DispatcherAction.Send> sent = new ArrayList<>();
  private Instant now = NOW;

  @Override
  public void settle(DispatcherDriver from, List<Settlement> settlements) {
    from.submit(new DispatcherInput.Stored(List.copyOf(settlements)));
  }

  @Override
  public void read(DispatcherDriver from, DispatcherAction.Read read) {
    from.submit(new DispatcherInput.Page(read.webhook(), List.of(), true, Instant.MAX));
  }

  @Override
  public void send(DispatcherDriver from, DispatcherAction.Send send) {
    sent.add(send);
  }

  @Test
  void aTenantWithOneWebhookHasEverySecondTurnBesideOneWithHundreds() {
    DispatcherDriver driver = driver(10_000, 20);
    List<Webhook> large = known(driver, "large", WEBHOOKS);
    List<Webhook> small = known(driver, "small", 1);
    handOver(driver, large, 3);
    handOver(driver, small, 10);
    loop.round(driver);
    assertThat(sent.size()).isEqualTo(20);
    assertThat(sentOf("small")).isEqualTo(10);
  }

  @Test
  void webhooksWithoutAnOwnerTakeTurnsWithEachTenantAsAWhole() {
    DispatcherDriver driver = driver(10_000, 30);
    List<Webhook> large = known(driver, "large", WEBHOOKS);
    List<Webhook> alone = known(driver, "", 2);
    handOver(driver, large, 3);
    handOver(driver, alone, 10);
    loop.round(driver);
    assertThat(sentOf("large")).isEqualTo(10);
    assertThat(sentOf("")).isEqualTo(20);
  }

  @Test
  void allWebhooksOfATenantGetTheirTurn() {
    DispatcherDriver driver = driver(10_000, 10 * WEBHOOKS);
    flood(driver, "large", WEBHOOKS, 3);
    loop.round(driver);
    List<Webhook.Id> firstRound =
        sent.subList(0, WEBHOOKS).stream().map(send -> send.webhook().id()).toList();
    assertThat(firstRound).as("one each before any has a second one").doesNotHaveDuplicates();
    assertThat(sent.size()).isEqualTo(3 * WEBHOOKS);
  }

  @Test
  void aTenantWhoseReceiversAllHangLeavesHalfToOthers() {
    DispatcherDriver driver = driver(100, 1_000);
    flood(driver, "large", WEBHOOKS, 3);
    rounds(driver);
    assertThat(sentOf("large")).isEqualTo(50);
    flood(driver, "small", 1, 10);
    rounds(driver);
    assertThat(sentOf("small")).isEqualTo(10);
    assertThat(sentOf("large")).isEqualTo(50);
    end(driver, "small", 10);
    end(driver, "large", 20);
    rounds(driver);
    assertThat(sentOf("large")).as("what ended makes room for as many").isEqualTo(70);
  }

  @Test
  void theLimitOfAnOwnerHoldsForAllItsWebhooksAndMayChange() {
    DispatcherDriver driver = driver(10_000, 1_000);
    driver.submit(policy(3));
    flood(driver, "large", WEBHOOKS, 3);
    flood(driver, "", 1, 10);
    rounds(driver);
    assertThat(sentOf("large")).isEqualTo(3);
    assertThat(sentOf("")).as("who has no owner has no such limit").isEqualTo(10);
    end(driver, "large", 1);
    rounds(driver);
    assertThat(sentOf("large")).isEqualTo(4);
    driver.submit(policy(5));
    rounds(driver);
    assertThat(sentOf("large")).isEqualTo(6);
    driver.submit(policy(2));
    end(driver, "large", 3);
    rounds(driver);
    assertThat(sentOf("large")).as("two are still on the wire").isEqualTo(6);
    driver.submit(policy(0));
    rounds(driver);
    assertThat(sentOf("large")).as("no limit").isEqualTo(3 * WEBHOOKS);
  }

  @Test
  void eachOwnerHasItsOwnLimitWhichMayChange() {
    DispatcherDriver driver = driver(10_000, 1_000);
    Map<String, Integer> limits = new HashMap<>(Map.of("large", 3, "small", 7));
    driver.submit(
        policy(
            owner ->
                OwnerLimits.NONE.withMaxConcurrent(Objects.requireNonNull(limits.get(owner)))));
    flood(driver, "large", WEBHOOKS, 3);
    flood(driver, "small", 5, 10);
    rounds(driver);
    assertThat(sentOf("large")).isEqualTo(3);
    assertThat(sentOf("small")).isEqualTo(7);
    limits.put("large", 6);
    now = now.plusSeconds(1);
    end(driver, "large", 1);
    rounds(driver);
    assertThat(sentOf("large")).as("asked for anew after a second").isEqualTo(7);
    limits.clear();
    now = now.plusSeconds(1);
    end(driver, "large", 2);
    rounds(driver);
    assertThat(sentOf("large")).as("while nothing is known they stay").isEqualTo(9);
  }

  @Test
  void theRateOfAnOwnerHoldsForAllItsWebhooksWhichTakeTurns() {
    DispatcherDriver driver = driver(10_000, 1_000);
    driver.submit(policy(owner -> owner.equals("large") ? LIMITED : OwnerLimits.NONE));
    flood(driver, "large", WEBHOOKS, 3);
    flood(driver, "small", 1, 10);
    rounds(driver);
    assertThat(sentOf("small")).isEqualTo(10);
    assertThat(sentOf("large")).isLessThan(3);
    List<Long> bySecond = new ArrayList<>();
    for (int second = 1; second <= 4; second++) {
      long before = sentOf("large");
      runUntil(driver, NOW.plusSeconds(second));
      bySecond.add(sentOf("large") - before);
    }
    assertThat(bySecond).allSatisfy(started -> assertThat(started).isBetween(48L, 50L));
    assertThat(
            sent.stream()
                .filter(send -> send.webhook().owner().equals("large"))
                .limit(190)
                .map(send -> send.webhook().id()))
        .as("one each before any has a second one")
        .doesNotHaveDuplicates();
  }

  /** By the times at which the dispatcher asks to be woken alone. */
  private void runUntil(DispatcherDriver driver, Instant end) {
    long wait = loop.round(driver);
    while (!now.plusNanos(wait).isAfter(end)) {
      now = now.plusNanos(wait);
      wait = loop.round(driver);
    }
    now = end;
  }

  private static DispatcherInput policy(int maxConcurrent) {
    return policy(owner -> OwnerLimits.NONE.withMaxConcurrent(maxConcurrent));
  }

  private static DispatcherInput policy(Function<String, OwnerLimits> limits) {
    return new DispatcherInput.PolicyChanged(DeliveryPolicy.DEFAULT.withOwnerLimits(limits));
  }

  private void flood(DispatcherDriver driver, String owner, int webhooks, int deliveries) {
    handOver(driver, known(driver, owner, webhooks), deliveries);
  }

  /** Webhooks of an owner whose backlogs were read, and are empty. */
  private List<Webhook> known(DispatcherDriver driver, String owner, int webhooks) {
    List<Webhook> all = new ArrayList<>();
    for (int i = 0; i < webhooks; i++) {
      Webhook webhook =
          Webhook.builder(NOW).name("w" + i).url("https://example.org").owner(owner).build();
      driver.submit(new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
      all.add(webhook);
    }
    rounds(driver);
    return all;
  }

  private void handOver(DispatcherDriver driver, List<Webhook> webhooks, int deliveries) {
    for (Webhook webhook : webhooks) {
      List<DueDelivery> due = new ArrayList<>();
      for (int i = 0; i < deliveries; i++) {
        due.add(store.add(webhook.id(), "picture", NOW));
      }
      driver.submit(new DispatcherInput.HandedOver(due));
    }
  }

  private void end(DispatcherDriver driver, String owner, int attempts) {
    List<DispatcherAction.Send> ended =
        sent.stream().filter(send -> send.webhook().owner().equals(owner)).limit(attempts).toList();
    for (DispatcherAction.Send send : ended) {
      Outcome accepted = new Outcome.Accepted(ReceiverResponse.of(200));
      Attempt attempt = new Attempt(1, NOW, Duration.ZERO, accepted);
      driver.submit(new DispatcherInput.Attempted(send.due(), attempt));
    }
  }

  private long sentOf(String owner) {
    return sent.stream().filter(send -> send.webhook().owner().equals(owner)).count();
  }

  private void rounds(DispatcherDriver driver) {
    while (loop.round(driver) == 0) {
      // until it has nothing to do
    }
  }

  private DispatcherDriver driver(int inFlightMax, int startsPerStepMax) {
    EngineLimits limits =
        new EngineLimits(
            inFlightMax, 10_000, 64 << 20, 100, 1 << 20, 100, 1 << 20, startsPerStepMax);
    SharedCapacity shared = SharedCapacity.among(1, limits);
    return new DispatcherDriver(
        0,
        new Dispatcher(0, DeliveryPolicy.DEFAULT, shared, new Random(1)),
        loop,
        () -> now,
        this,
        shared.permits(),
        number -> {});
  }
}
