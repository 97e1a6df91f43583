package dev.carillon.server.webhooks.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Readers that wait share the events, so each event wakes one of them. */
class ConsumerWaitsTest {

  private static final Webhook.Id CONSUMER = Webhook.Id.random();
  private static final int READERS = 30;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicLong mark = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger woken = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final List<Thread> readers = new ArrayList<>();

  @Test
  void anEventWakesOneReaderAndOneThatGotSomethingWakesTheNext() throws InterruptedException {
    try (ConsumerWaits waits = new ConsumerWaits(new Marks(mark))) {
      begin(waits);
      record(waits, 0);
      Await.until(() -> "one is woken", () -> woken.get() == 1);
      Thread.sleep(500);
      assertThat(woken).hasValue(1);

      record(waits, 5);
      Await.until(() -> "all is taken", () -> left.get() == 0);
      Thread.sleep(500);
      // the one that finds no more was woken too
      assertThat(woken.get()).isBetween(2, 1 + 5 + 1);
    }
    for (Thread reader : readers) {
      reader.join(LONG);
    }
    assertThat(readers).noneMatch(Thread::isAlive);
  }

  /** Who was woken and leaves without having read leaves its turn to the next. */
  @Test
  void aReaderThatLeavesPassesItsTurnOn() throws InterruptedException {
    try (ConsumerWaits waits = new ConsumerWaits(new Marks(mark))) {
      ConsumerWaits.Wait leaves = waits.begin(CONSUMER);
      Thread first =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      leaves.await(LONG);
                      woken.incrementAndGet();
                    } catch (InterruptedException stopped) {
                      Thread.currentThread().interrupt();
                    }
                  });
      Await.until(() -> "it waits", () -> first.getState() == Thread.State.TIMED_WAITING);
      begin(waits);
      record(waits, 1);
      first.join(LONG);
      leaves.close();
      Await.until(() -> "another one takes it", () -> left.get() == 0);
    }
  }

  /** Each commit of the server says that something was recorded. */
  @Test
  void noThreadIsWokenWhileNoReaderWaits() throws InterruptedException {
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    try (ConsumerWaits waits = new ConsumerWaits(new Marks(mark))) {
      waits.begin(CONSUMER).close();
      Thread looking =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !others.contains(thread))
              .filter(thread -> thread.getName().equals("carillon-consumers"))
              .findAny()
              .orElseThrow();
      // the reader that was there has woken it, and it has seen that it is gone
      long before = -1;
      while (before != timesThatItWaited(looking)) {
        before = timesThatItWaited(looking);
        Thread.sleep(200);
        Await.until(() -> "it sleeps", () -> looking.getState() == Thread.State.WAITING);
      }
      for (int commit = 0; commit < 10_000; commit++) {
        waits.wakeUp();
      }
      Thread.sleep(200);
      assertThat(looking.getState()).isEqualTo(Thread.State.WAITING);
      assertThat(timesThatItWaited(looking)).isEqualTo(before);
    }
  }

  /** One that is woken waits once more. */
  private static long timesThatItWaited(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getWaitedCount();
  }

  private void record(ConsumerWaits waits, int events) {
    left.set(events);
    mark.incrementAndGet();
    waits.wakeUp();
  }

  private void begin(ConsumerWaits waits) throws InterruptedException {
    for (int i = 0; i < READERS; i++) {
      readers.add(Thread.ofVirtual().start(() -> read(waits)));
    }
    Await.until(
        () -> "all wait",
        () -> readers.stream().allMatch(reader -> reader.getState() == Thread.State.TIMED_WAITING));
    assertThat(waiting).hasValue(READERS);
  }

  private void read(ConsumerWaits waits) {
    try (ConsumerWaits.Wait wait = waits.begin(CONSUMER)) {
      waiting.incrementAndGet();
      while (wait.await(LONG)) {
        woken.incrementAndGet();
        if (left.getAndUpdate(some -> Math.max(0, some - 1)) > 0) {
          wait.gotSome();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Consumers of which only the marks are asked for. */
  private record Marks(AtomicLong mark) implements Consumers {

    @Override
    public Map<Webhook.Id, Long> marks(Collection<Webhook.Id> consumers) {
      Map<Webhook.Id, Long> marks = new HashMap<>();
      consumers.forEach(consumer -> marks.put(consumer, mark.get()));
      return marks;
    }

    @Override
    public Optional<Taken> take(Webhook consumer, Wish wish) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Acknowledged acknowledge(Webhook.Id consumer, String batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Acknowledged acknowledge(Webhook.Id consumer, Collection<Delivery.Id> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int release(Webhook.Id consumer, Collection<Delivery.Id> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Webhook.Id, Lag> lags(Collection<Webhook.Id> consumers, int max) {
      throw new UnsupportedOperationException();
    }
  }
}
