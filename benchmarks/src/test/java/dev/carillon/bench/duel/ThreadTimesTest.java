package dev.carillon.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {

  @Test
  void aThreadThatWorkedIsTold() throws InterruptedException {
    long process = ProcessHandle.current().pid();
    ThreadTimes before = ThreadTimes.of(process);
    CountDownLatch worked = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name("worker-7")
            .start(
                () -> {
                  long end = System.nanoTime() + 20_000_000;
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  worked.countDown();
                  awaitUninterrupted(told);
                });
    worked.await();
    assertThat(ThreadTimes.of(process).since(before).get("worker")).isPositive();
    told.countDown();
    thread.join();
  }

  @Test
  void threadsThatDifferByANumberAreAGroup() {
    assertThat(ThreadTimes.group("carillon-send-2")).isEqualTo("carillon-send");
    assertThat(ThreadTimes.group("GC Thread#0")).isEqualTo("GC Thread");
    assertThat(ThreadTimes.group("ForkJoinPool-1-")).isEqualTo("virtual");
    assertThat(ThreadTimes.group("sqlite-writer")).isEqualTo("sqlite-writer");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
