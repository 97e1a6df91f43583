package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldEventWatchTest {

  private final AtomicInteger reports = new AtomicInteger();

  @Test
  void aStoreThatFailsIsAskedAgainAfterAWhileAndReportedOnce() throws Exception {
    BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    HeldEventWatch watch =
        watch(
            () -> {
              times.add(System.nanoTime());
              throw new IllegalStateException("of the test");
            });
    watch.start();
    long first = times.take();
    long second = times.take();
    watch.close();
    assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(reports.get()).isEqualTo(1);
  }

  @Test
  void pausesGrowToHalfAMinuteAndTheSameFailureIsReportedOnceAMinute() {
    HeldEventWatch.Failures failures = new HeldEventWatch.Failures();
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      seconds.add(failures.pause().toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    failures.over();
    assertThat(failures.pause()).isEqualTo(Duration.ofSeconds(1));

    Instant now = Instant.parse("2026-03-04T05:06:07Z");
    assertThat(failures.isNews(new IllegalStateException("one"), now)).isTrue();
    assertThat(failures.isNews(new IllegalStateException("one"), now.plusSeconds(59))).isFalse();
    assertThat(failures.isNews(new IllegalStateException("two"), now.plusSeconds(59))).isTrue();
    assertThat(failures.isNews(new IllegalStateException("two"), now.plusSeconds(119))).isTrue();
  }

  @Test
  void closeWaitsNoLongerThanASecondOrSo() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    HeldEventWatch watch =
        watch(
            () -> {
              begun.countDown();
              while (goOn.getCount() > 0) {
                Thread.onSpinWait();
              }
              return DueDeliveries.Collected.NOTHING;
            });
    watch.start();
    begun.await();
    Thread closer = Thread.ofPlatform().start(watch::close);
    closer.join(Duration.ofSeconds(5));
    boolean closed = !closer.isAlive();
    goOn.countDown();
    assertThat(closed).isTrue();
  }

  private HeldEventWatch watch(Supplier<DueDeliveries.Collected> collected) {
    HooksConfig config =
        HooksConfig.of(
                new HooksStore(
                    unused(Webhooks.class),
                    due(collected),
                    unused(SettlementStore.class),
                    unused(LogRetention.class),
                    unused(Lease.class)),
                unused(Sender.class),
                Instant::now)
            .with(
                new HooksListener() {
                  @Override
                  public void storeFailed(String what, RuntimeException failure) {
                    reports.incrementAndGet();
                  }
                });
    return new HeldEventWatch(config, input -> {});
  }

  private DueDeliveries due(Supplier<DueDeliveries.Collected> collected) {
    return proxy(DueDeliveries.class, collected::get);
  }

  private static <T> T unused(Class<T> type) {
    return proxy(
        type,
        () -> {
          throw new AssertionError("not to be called");
        });
  }

  private static <T> T proxy(Class<T> type, Supplier<Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.get()));
  }
}
