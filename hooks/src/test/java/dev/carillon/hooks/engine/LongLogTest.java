package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that is so long that the store gives up before it has counted it. */
@Timeout(60)
class LongLogTest {

  private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(9);
  private static final Duration LONG = Duration.ofSeconds(100);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));
  private final AtomicInteger measured = new AtomicInteger();
  private final Semaphore measurements = new Semaphore(0);
  private final Semaphore purges = new Semaphore(0);
  private final Semaphore rounds = new Semaphore(0);

  @Test
  void itIsMeasuredSeldomAndPurgedAllTheSame() throws Exception {
    HooksConfig config =
        HooksConfig.of(
            new HooksStore(
                unused(Webhooks.class),
                unused(DueDeliveries.class),
                settlements -> Map.of(),
                new LongLog(),
                new Rounds()),
            unused(Sender.class),
            now::get);
    WebhookSync webhooks = new WebhookSync(config.store().webhooks(), now::get, input -> {});
    Maintenance maintenance = new Maintenance(config, webhooks, input -> {});
    maintenance.bytesMax(1);
    maintenance.start();
    try {
      passes(Maintenance.MEASURE_EVERY);
      assertThat(measurements.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      rounds.drainPermits();
      for (int i = 0; i < 2; i++) { // the second begins when the first has ended
        passes(LONG.dividedBy(2));
        assertThat(rounds.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(measured).as("5 % of the time").hasValue(1);

      maintenance.retention(Duration.ofDays(1));
      assertThat(purges.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      assertThat(measured).hasValue(2);
    } finally {
      maintenance.close();
    }
  }

  private void passes(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private static <T> T unused(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("of the test");
            }));
  }

  private final class LongLog implements LogRetention {

    @Override
    public Surplus surplus(long bytesMax) {
      measured.incrementAndGet();
      passes(GIVEN_UP_AFTER);
      measurements.release();
      throw new IllegalStateException("given up");
    }

    @Override
    public Purged purge(Instant endedBefore, int limit) {
      purges.release();
      return new Purged(0, false);
    }
  }

  /** Counts how often was looked for what is due. */
  private final class Rounds implements Lease {

    @Override
    public Duration renewEvery() {
      return Duration.ofSeconds(3);
    }

    @Override
    public boolean renew() {
      return true;
    }

    @Override
    public void takeOver() {
      rounds.release();
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
