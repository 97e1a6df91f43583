package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the listener is told of what the store made of settlements. */
@Timeout(60)
class SettlementQueueTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final int DISABLING = DeliveryPolicy.DEFAULT.failuresBeforeDisable();
  private static final WebhookState.Disabled OFF =
      new WebhookState.Disabled(NOW, WebhookState.Reason.FAILURES, "50 failed attempts");

  private final Webhook.Id webhook = Webhook.Id.random();
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Map<Webhook.Id, WebhookState.Disabled> disabled = Map.of();
  private int failures;

  @Test
  void aWebhookThatTheStoreDisablesIsReported() throws Exception {
    disabled = Map.of(webhook, OFF);
    assertThat(told(settlement(1), 2)).containsExactly("settled", "disabled " + OFF.detail());
  }

  @Test
  void aWebhookThatWasDisabledAlreadyIsNotReportedAgain() throws Exception {
    assertThat(told(settlement(DISABLING), 1)).containsExactly("settled");
  }

  @Test
  void aDisablingWhoseFirstStoringEndedInDoubtIsReportedOnce() throws Exception {
    failures = 1;
    Settlement settlement = settlement(DISABLING);
    assertThat(told(settlement, 3))
        .containsExactly(
            "failed", "settled", "disabled " + settlement.disabled().orElseThrow().detail());
  }

  /** What is told of a settlement, and that it is no more than this. */
  private List<String> told(Settlement settlement, int expected) throws InterruptedException {
    HooksConfig config =
        HooksConfig.of(
                new HooksStore(
                    unused(Webhooks.class),
                    unused(DueDeliveries.class),
                    settlements -> result(),
                    unused(LogRetention.class),
                    unused(Lease.class)),
                unused(Sender.class),
                () -> NOW)
            .with(new Told());
    SettlementQueue queue = new SettlementQueue(config, batch -> {});
    queue.start();
    List<String> first = new ArrayList<>();
    try {
      queue.settle(driver(), List.of(settlement));
      for (int i = 0; i < expected; i++) {
        first.add(told.poll(20, TimeUnit.SECONDS));
      }
      queue.settle(driver(), List.of(settlement(1)));
      assertThat(told.poll(20, TimeUnit.SECONDS)).as("of the next one").isEqualTo("settled");
      return first;
    } finally {
      queue.close();
    }
  }

  private Map<Webhook.Id, WebhookState.Disabled> result() {
    if (failures-- > 0) {
      throw new IllegalStateException("of the test");
    }
    Map<Webhook.Id, WebhookState.Disabled> result = disabled;
    disabled = Map.of();
    return result;
  }

  /** An attempt that failed, as so many did within the last seconds. */
  private Settlement settlement(int failed) {
    DueDelivery due = new SimulatedStore().add(webhook, "picture", NOW);
    return Settlement.of(
        due.delivery(),
        new Attempt(1, NOW, Duration.ZERO, new Outcome.Rejected(ReceiverResponse.of(500))),
        DeliveryPolicy.DEFAULT,
        WebhookHealth.NONE,
        failed,
        NOW,
        new Random(1));
  }

  private static DispatcherDriver driver() {
    SharedCapacity shared = SharedCapacity.among(1, EngineLimits.DEFAULT);
    return new DispatcherDriver(
        0,
        new Dispatcher(0, DeliveryPolicy.DEFAULT, shared, new Random(1)),
        new HandLoop(),
        () -> NOW,
        new DispatcherDriverTest(),
        shared.permits(),
        number -> {});
  }

  private static <T> T unused(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw new AssertionError("not to be called");
            }));
  }

  private final class Told implements HooksListener {

    @Override
    public void settled(Settlement settlement) {
      told.add("settled");
    }

    @Override
    public void disabled(Webhook.Id which, WebhookState.Disabled state) {
      assertThat(which).isEqualTo(webhook);
      told.add("disabled " + state.detail());
    }

    @Override
    public void storeFailed(String what, RuntimeException failure) {
      told.add("failed");
    }
  }
}
