package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No address takes all the places, or all the time. */
class ConcurrencyLimitTest {

  private static final InetAddress GREEDY = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
  private static final int PLACES = 32;
  private static final int SHARE = 30;

  @Test
  void oneAddressLeavesRoomForOthers() throws Exception {
    ConcurrencyLimit limit = new ConcurrencyLimit(new HttpLimits.Crowd(PLACES, 1));
    CountDownLatch inside = new CountDownLatch(SHARE);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SHARE; i++) {
        threads.execute(() -> limit.admitted(GREEDY, () -> waited(inside, free)));
      }
      inside.await();
      try {
        assertThatExceptionOfType(Problem.class)
            .isThrownBy(() -> limit.admitted(GREEDY, () -> 1))
            .satisfies(
                problem -> {
                  assertThat(problem.status()).isEqualTo(503);
                  assertThat(problem.headers()).containsEntry("Retry-After", "1");
                });
        assertThat(limit.admitted(OTHER, () -> limit.admitted(OTHER, () -> 1))).isEqualTo(1);
      } finally {
        free.countDown();
      }
    }
    assertThat(limit.addresses()).as("nobody is remembered").isZero();
    assertThat(limit.admitted(GREEDY, () -> 2)).isEqualTo(2);
  }

  @Test
  void wholeNetworksOfIpv6CountAsOneAddress() {
    AtomicInteger perSecond = new AtomicInteger(10);
    RequestRate rate = new RequestRate(perSecond::get);
    ConcurrencyLimit limit = new ConcurrencyLimit(new HttpLimits.Crowd(PLACES, 1));
    assertThat(nested(limit, SHARE)).isEqualTo(1);
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> nested(limit, SHARE + 1));
    for (int i = 0; i < 10; i++) {
      rate.count(neighbour(i), 0);
    }
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> rate.count(neighbour(10), 0));
    InetAddress other = InetAddress.ofLiteral("2001:db8:0:2::1");
    assertThatCode(() -> rate.count(other, 0)).doesNotThrowAnyException();
    assertThat(limit.addresses()).isZero();
  }

  /** So many calls at once, each from an address of its own in one network; the most addresses. */
  private static int nested(ConcurrencyLimit limit, int depth) {
    return depth == 0
        ? limit.addresses()
        : limit.admitted(neighbour(depth), () -> nested(limit, depth - 1));
  }

  private static InetAddress neighbour(int number) {
    return InetAddress.ofLiteral("2001:db8:0:1::" + Integer.toHexString(number));
  }

  @Test
  void aFailureLeavesThePlace() {
    ConcurrencyLimit limit = new ConcurrencyLimit(new HttpLimits.Crowd(1, 1));
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  limit.admitted(
                      GREEDY,
                      () -> {
                        throw new IllegalStateException();
                      }));
    }
    assertThat(limit.addresses()).isZero();
  }

  @Test
  void anAddressMaySendSoManyRequestsASecond() {
    AtomicInteger perSecond = new AtomicInteger(10);
    RequestRate rate = new RequestRate(perSecond::get);
    for (int i = 0; i < 10; i++) {
      rate.count(GREEDY, 0);
    }
    refused(rate, 0);
    refused(rate, 99_000_000);
    assertThatCode(() -> rate.count(OTHER, 0)).doesNotThrowAnyException();
    assertThatCode(() -> rate.count(GREEDY, 100_000_000)).doesNotThrowAnyException();
    refused(rate, 100_000_001);
    for (int i = 0; i < 10; i++) {
      rate.count(GREEDY, 100_000_000_000L);
    }
    refused(rate, 100_000_000_000L);
    perSecond.set(0);
    assertThatCode(() -> rate.count(GREEDY, 100_000_000_000L)).doesNotThrowAnyException();
  }

  private static void refused(RequestRate rate, long now) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> rate.count(GREEDY, now))
        .satisfies(
            problem -> {
              assertThat(problem.status()).isEqualTo(429);
              assertThat(problem.headers()).containsEntry("Retry-After", "1");
            });
  }

  private static int waited(CountDownLatch inside, CountDownLatch free) {
    inside.countDown();
    try {
      free.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
