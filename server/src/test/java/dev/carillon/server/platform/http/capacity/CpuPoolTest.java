package dev.carillon.server.platform.http.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that keeps a processor busy: on few threads, addresses in turn, so much and no more. */
@Timeout(60)
class CpuPoolTest {

  private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("10.0.0.2");

  private final CountDownLatch open = new CountDownLatch(1);
  private final CpuPool pool = pool(Duration.ofMinutes(1));

  private static CpuPool pool(Duration wait) {
    return new CpuPool("test", "Too much", new CpuPool.Limits(1, 4, 3, wait));
  }

  @AfterEach
  void close() {
    open.countDown();
    pool.close();
  }

  @Test
  void workIsDoneOnAPlatformThreadAndItsResultComesBack() {
    Thread did = pool.run(ONE, Thread::currentThread);
    assertThat(did.isVirtual()).isFalse();
    assertThat(did).isNotEqualTo(Thread.currentThread());
    assertThat(did.getName()).isEqualTo("carillon-test");
    assertThat(CpuPool.Limits.ofRequests().threads())
        .isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  @Test
  void whatItThrowsComesBackAsItIs() {
    Problem told = Problem.badRequest("no");
    assertThatThrownBy(
            () ->
                pool.run(
                    ONE,
                    () -> {
                      throw told;
                    }))
        .isSameAs(told);
    assertThatThrownBy(
            () ->
                pool.run(
                    ONE,
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void workThatAsksForMoreDoesItItself() {
    String whose = pool.run(ONE, () -> pool.run(OTHER, () -> Thread.currentThread().getName()));
    assertThat(whose).isEqualTo("carillon-test");
  }

  @Test
  void addressesAreServedInTurn() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      all.add(threads.submit(() -> pool.run(ONE, this::held)));
      begun();
      for (String task : List.of("one 1", "one 2", "one 3", "other 1")) {
        InetAddress from = task.startsWith("one") ? ONE : OTHER;
        int before = pool.waiting();
        all.add(threads.submit(() -> pool.run(from, () -> done.add(task))));
        waiting(before + 1);
      }
      open.countDown();
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(done).containsExactly("one 1", "other 1", "one 2", "one 3");
  }

  @Test
  void oneAddressHasItsShareOfTheQueueAndAllHaveNoMoreThanItHolds() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var _ = threads.submit(() -> pool.run(ONE, this::held));
      begun();
      for (int i = 1; i <= 3; i++) {
        var _ = threads.submit(() -> pool.run(ONE, () -> "done"));
        waiting(i);
      }
      refused(ONE);
      var _ = threads.submit(() -> pool.run(OTHER, () -> "done"));
      waiting(4);
      // a full queue gives way to who has fewer in it, and whose task is displaced is refused
      var _ = threads.submit(() -> pool.run(OTHER, () -> "done"));
      Instant end = Instant.now().plusSeconds(30);
      while (pool.refused() < 2 && Instant.now().isBefore(end)) {
        Thread.sleep(5);
      }
      refused(OTHER);
      assertThat(pool.refused()).isEqualTo(3);
      Future<String> own = threads.submit(() -> pool.run(() -> "the server's own"));
      waiting(5);
      open.countDown();
      assertThat(own.get()).isEqualTo("the server's own");
    }
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void whoWaitedTooLongIsSentAway() throws Exception {
    try (CpuPool hasty = pool(Duration.ofMillis(20));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var _ = threads.submit(() -> hasty.run(ONE, this::held));
      begun();
      assertThatThrownBy(() -> hasty.run(OTHER, () -> "never"))
          .isInstanceOfSatisfying(Problem.class, told -> assertThat(told.status()).isEqualTo(503));
      assertThat(hasty.waiting()).isZero();
      open.countDown();
    }
  }

  @Test
  void whoIsInterruptedWaitsNoLongerAndTheWorkIsInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pool.run(ONE, () -> untilInterrupted(interrupted));
                  } catch (Problem stopped) {
                    told.set(stopped);
                  }
                });
    begun();
    caller.interrupt();
    caller.join();
    interrupted.await();
    assertThat(told.get()).isInstanceOf(Problem.class);
    assertThat(pool.run(ONE, () -> "goes on")).isEqualTo("goes on");
  }

  @Test
  void aClosedPoolLetsNobodyWait() throws Exception {
    CompletableFuture<Object> waits = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> pool.run(ONE, this::held));
    begun();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                waits.complete(pool.run(() -> "done"));
              } catch (Problem stopped) {
                waits.complete(stopped.status());
              }
            });
    waiting(1);
    pool.close();
    assertThat(waits.get()).isEqualTo(503);
    refused(OTHER);
  }

  private final CountDownLatch begun = new CountDownLatch(1);

  private String held() {
    begun.countDown();
    try {
      open.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    return "held";
  }

  private String untilInterrupted(CountDownLatch interrupted) {
    begun.countDown();
    try {
      open.await();
    } catch (InterruptedException expected) {
      interrupted.countDown();
    }
    return "interrupted";
  }

  private void begun() throws InterruptedException {
    begun.await();
  }

  private void waiting(int count) throws InterruptedException {
    while (pool.waiting() != count) {
      Thread.sleep(1);
    }
  }

  private void refused(InetAddress from) {
    assertThatThrownBy(() -> pool.run(from, () -> "never"))
        .isInstanceOfSatisfying(
            Problem.class,
            told -> {
              assertThat(told.status()).isEqualTo(503);
              assertThat(told.headers()).containsKey("Retry-After");
            });
  }
}
