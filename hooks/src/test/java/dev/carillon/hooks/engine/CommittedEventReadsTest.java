package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads that wait until the test lets them. */
@Timeout(60)
class CommittedEventReadsTest {

  private final BlockingQueue<Collection<?>> reads = new LinkedBlockingQueue<>();
  private final BlockingQueue<DispatcherInput> inputs = new LinkedBlockingQueue<>();
  private final Semaphore mayRead = new Semaphore(0);
  private int readAtOnce = 1_000;
  private final ReadThreads threads = new ReadThreads();
  private final CommittedEventReads committedEvents =
      new CommittedEventReads(config(), threads, inputs::add);

  @Test
  void eventsThatCameMeanwhileAreReadTogether() throws Exception {
    List<Collection<?>> first = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      committedEvents.add(new Event.Id(Ids.random()));
      first.add(reads.take());
    }
    for (int i = 0; i < 500; i++) {
      committedEvents.add(new Event.Id(Ids.random()));
    }

    mayRead.release(1_000);

    assertThat(first).allSatisfy(events -> assertThat(events).hasSize(1));
    List<Integer> sizes = new ArrayList<>();
    while (sizes.stream().mapToInt(Integer::intValue).sum() < 500) {
      sizes.add(reads.take().size());
    }
    assertThat(sizes).containsExactlyInAnyOrder(200, 200, 100);
    for (int read = 0; read < 7; read++) {
      assertThat(inputs.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void whatIsTooMuchForOneReadIsReadNext() throws Exception {
    readAtOnce = 30;
    for (int i = 0; i < 4; i++) {
      committedEvents.add(new Event.Id(Ids.random()));
      reads.take();
    }
    for (int i = 0; i < 100; i++) {
      committedEvents.add(new Event.Id(Ids.random()));
    }

    mayRead.release(1_000);

    for (int size : List.of(100, 70, 40, 10)) {
      assertThat(reads.take()).hasSize(size);
    }
  }

  @Test
  void whoWaitsForTheEndWaitsForTheReadThatRunsAndNoOtherOneStarts() throws Exception {
    committedEvents.add(new Event.Id(Ids.random()));
    reads.take();
    committedEvents.close();
    committedEvents.add(new Event.Id(Ids.random()));
    CountDownLatch ended = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  threads.awaitEnd();
                  ended.countDown();
                });
    assertThat(ended.await(100, TimeUnit.MILLISECONDS)).isFalse();

    mayRead.release();

    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    waiting.join();
    assertThat(reads).isEmpty();
  }

  @Test
  void aReadThatNeverEndsIsNotWaitedForLong() throws Exception {
    committedEvents.add(new Event.Id(Ids.random()));
    reads.take();
    long began = System.nanoTime();

    threads.awaitEnd();

    assertThat(System.nanoTime() - began)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(1_900), TimeUnit.SECONDS.toNanos(30));
    mayRead.release();
  }

  private HooksConfig config() {
    return HooksConfig.of(
        new HooksStore(
            port(Webhooks.class),
            port(DueDeliveries.class),
            port(SettlementStore.class),
            port(LogRetention.class),
            port(Lease.class)),
        port(Sender.class),
        () -> Instant.EPOCH);
  }

  private <T> T port(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> read(method, arguments)));
  }

  private Object read(Method method, Object[] arguments) throws InterruptedException {
    if (!method.getName().equals("ofEvents")) {
      throw new UnsupportedOperationException(method.getName());
    }
    Collection<?> events = (Collection<?>) arguments[0];
    reads.add(events);
    mayRead.acquire();
    return new DueDeliveries.OfEvents(List.of(), Math.min(events.size(), readAtOnce));
  }
}
