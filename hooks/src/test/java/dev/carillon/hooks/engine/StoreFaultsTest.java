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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that throws errors, and a listener that does the same when it is told. */
@Timeout(60)
class StoreFaultsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final Duration RENEW_EVERY = Duration.ofMillis(5);

  private final Semaphore calls = new Semaphore(0);
  private final LinkedBlockingQueue<DispatcherInput> inputs = new LinkedBlockingQueue<>();
  private int settleFailures;
  private final HooksConfig config =
      HooksConfig.of(
              new HooksStore(
                  failing(Webhooks.class),
                  failing(DueDeliveries.class),
                  this::settle,
                  failing(LogRetention.class),
                  new FailingLease()),
              failing(Sender.class),
              () -> NOW)
          .with(new FailingListener());

  @Test
  void settlementsAreStoredInTheEndAndToldOnceThoughNobodyHearsIt() throws Exception {
    settleFailures = 2;
    LinkedBlockingQueue<Integer> stored = new LinkedBlockingQueue<>();
    SettlementQueue queue =
        new SettlementQueue(
            config,
            batch -> {
              stored.add(batch.size());
              throw new NoClassDefFoundError("of the test");
            });
    queue.start();
    try {
      queue.settle(driver(), List.of(settlement()));
      assertThat(stored.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
      queue.settle(driver(), List.of(settlement()));
      assertThat(stored.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    } finally {
      queue.close();
    }
  }

  @Test
  void aReadThatFailsIsAnsweredWhateverItThrows() throws Exception {
    StoreReads reads = new StoreReads(config, new ReadThreads());
    Webhook.Id webhook = Webhook.Id.random();
    reads.start(new DispatcherAction.ReadInSequence(webhook, 0, 10), inputs::add);
    assertThat(inputs.poll(20, TimeUnit.SECONDS))
        .isEqualTo(new DispatcherInput.PageFailed(webhook));
    reads.start(new DispatcherAction.ReadRedeliveries(webhook, 10), inputs::add);
    assertThat(inputs.poll(20, TimeUnit.SECONDS))
        .isEqualTo(new DispatcherInput.RedeliveryPage(webhook, List.of(), false));
  }

  @Test
  void whatIsDueFromTimeToTimeGoesOn() throws Exception {
    HooksConfig moving =
        new HooksConfig(
            config.store(),
            config.sender(),
            new HooksConfig.Clocks(Instant::now, Instant::now),
            config.policy(),
            config.retention(),
            config.userAgent(),
            config.listener());
    WebhookSync webhooks = new WebhookSync(moving.store().webhooks(), Instant::now, inputs::add);
    Maintenance maintenance = new Maintenance(moving, webhooks, inputs::add);
    maintenance.start();
    try {
      assertThat(calls.tryAcquire(10, 20, TimeUnit.SECONDS)).isTrue();
    } finally {
      maintenance.close();
    }
  }

  @Test
  void theLeaseIsRenewedAgain() throws Exception {
    NodeAgreement nodes = new NodeAgreement(config, inputs::add, view -> true, Runnable::run);
    LeaseKeeper keeper = new LeaseKeeper(config, inputs::add, nodes);
    keeper.start();
    try {
      assertThat(calls.tryAcquire(10, 20, TimeUnit.SECONDS)).isTrue();
    } finally {
      keeper.close();
    }
  }

  private <T> T failing(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              calls.release();
              throw new NoClassDefFoundError("of the test");
            }));
  }

  private Map<Webhook.Id, WebhookState.Disabled> settle(List<Settlement> settlements) {
    if (settleFailures > 0) {
      settleFailures--;
      throw new NoClassDefFoundError("of the test");
    }
    return Map.of();
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

  private static Settlement settlement() {
    DueDelivery due = new SimulatedStore().add(Webhook.Id.random(), "picture", NOW);
    Outcome accepted = new Outcome.Accepted(ReceiverResponse.of(200));
    return Settlement.of(
        due.delivery(),
        new Attempt(1, NOW, Duration.ZERO, accepted),
        DeliveryPolicy.DEFAULT,
        WebhookHealth.NONE,
        0,
        NOW,
        new Random(1));
  }

  private final class FailingLease implements Lease {

    @Override
    public Duration renewEvery() {
      return RENEW_EVERY;
    }

    @Override
    public boolean renew() {
      calls.release();
      throw new NoClassDefFoundError("of the test");
    }

    @Override
    public void takeOver() {
      calls.release();
      throw new NoClassDefFoundError("of the test");
    }

    @Override
    public void release() {
      throw new IllegalStateException("of the test");
    }
  }

  private static final class FailingListener implements HooksListener {

    @Override
    public void settled(Settlement settlement) {
      throw new NoClassDefFoundError("of the test");
    }

    @Override
    public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
      throw new NoClassDefFoundError("of the test");
    }

    @Override
    public void storeFailed(String what, RuntimeException failure) {
      throw new NoClassDefFoundError("of the test");
    }
  }
}
