package dev.carillon.hooks.http.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemResolverTest {

  private static final InetAddress ADDRESS = Literals.address("192.0.2.1");

  @Test
  void asksOnceForEachNameAtATime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch response = new CountDownLatch(1);
    SystemResolver.LookUp slow =
        host -> {
          asked.incrementAndGet();
          await(response);
          return List.of(ADDRESS);
        };
    try (SystemResolver resolver = new SystemResolver(slow)) {
      List<FutureTask<List<InetAddress>>> running = new ArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        running.add(new FutureTask<>(() -> resolver.resolve("a.test", Duration.ofSeconds(90))));
        callers.add(Thread.ofVirtual().start(running.getLast()));
      }
      while (!callers.stream().allMatch(SystemResolverTest::waits)) {
        Thread.sleep(5);
      }
      response.countDown();
      for (FutureTask<List<InetAddress>> caller : running) {
        assertThat(caller.get()).containsExactly(ADDRESS);
      }
      assertThat(asked).hasValueLessThanOrEqualTo(2);
    }
  }

  @Test
  void aSilentNameEndsAtTheDeadlineAndHoldsUpNoOther() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SystemResolver.LookUp silent =
        host -> {
          if (host.equals("silent.test")) {
            await(never);
          }
          return List.of(ADDRESS);
        };
    try (SystemResolver resolver = new SystemResolver(silent)) {
      for (int i = 0; i < 10; i++) {
        assertThatExceptionOfType(Resolver.NameTimeoutException.class)
            .isThrownBy(() -> resolver.resolve("silent.test", Duration.ofMillis(20)));
      }
      assertThat(resolver.resolve("other.test", Duration.ofSeconds(20))).containsExactly(ADDRESS);
      never.countDown();
    }
  }

  @Test
  void aNameThatDoesNotExistIsNotFound() {
    try (SystemResolver resolver =
        new SystemResolver(
            host -> {
              throw new UnknownHostException(host);
            })) {
      assertThatExceptionOfType(Resolver.NameNotFoundException.class)
          .isThrownBy(() -> resolver.resolve("no.test", Duration.ofSeconds(20)));
    }
  }

  private static boolean waits(Thread caller) {
    return caller.getState() == Thread.State.WAITING
        || caller.getState() == Thread.State.TIMED_WAITING;
  }

  private static void await(CountDownLatch latch) throws UnknownHostException {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    }
  }
}
