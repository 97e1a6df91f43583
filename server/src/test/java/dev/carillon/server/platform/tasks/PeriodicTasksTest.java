package dev.carillon.server.platform.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PeriodicTasksTest {

  private static final Duration OFTEN = Duration.ofMillis(1);

  @Test
  void oneThatFailsStopsNeitherItselfNorTheOthers() throws Exception {
    CountDownLatch failing = new CountDownLatch(3);
    CountDownLatch working = new CountDownLatch(3);
    try (PeriodicTasks tasks = new PeriodicTasks("test-tasks")) {
      tasks.every(
          OFTEN,
          "failing",
          () -> {
            failing.countDown();
            if (failing.getCount() % 2 == 0) {
              throw new AssertionError("bad");
            }
            throw new IOException("bad");
          });
      tasks.every(OFTEN, "working", working::countDown);

      assertThat(failing.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(working.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void whoeverClosesWaitsForTheTaskThatIsBeingRun() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    PeriodicTasks tasks = new PeriodicTasks("test-tasks");
    tasks.every(
        Duration.ZERO,
        Duration.ofDays(1),
        "slow",
        () -> {
          begun.countDown();
          mayEnd.await();
          ended.set(true);
        });
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

    Thread closing = Thread.ofPlatform().start(tasks::close);
    mayEnd.countDown();
    closing.join();

    assertThat(ended).isTrue();
  }
}
