package dev.carillon.hooks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who wait for a connection of a full route. */
@Timeout(60)
class RouteTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aPlaceAndAConnectionThatBecomeFreeTogetherHelpTwo() throws Exception {
    try (ConnectionPool pool = Peer.pool(new HttpSettings.Limits(10, 2, PATIENCE))) {
      Route route = pool.route(TargetUrl.parse("http://hook.test/"), ClientCertificate.NONE);
      Connection connection =
          new Connection(
              pool,
              route,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
              Peer.LOOPBACK,
              Progress.now() + PATIENCE.toNanos());
      for (int round = 0; round < 20; round++) {
        assertThat(route.next(0, new Progress(PATIENCE))).isNull();
        assertThat(route.next(0, new Progress(PATIENCE))).isNull();
        CountDownLatch served = new CountDownLatch(2);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          waiting.add(Thread.ofPlatform().start(() -> await(route, served)));
        }
        for (Thread thread : waiting) {
          while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
          }
        }
        route.released();
        route.idle(connection);
        assertThat(served.await(10, TimeUnit.SECONDS)).as("round %s", round).isTrue();
        route.released();
        route.released();
      }
    }
  }

  @Test
  void aFullRouteClosesWhatRestsOnOneLoopForTheSakeOfAnother() throws Exception {
    try (ConnectionPool pool = Peer.pool(new HttpSettings.Limits(10, 1, PATIENCE))) {
      Route route = pool.route(TargetUrl.parse("http://hook.test/"), ClientCertificate.NONE);
      assertThat(route.next(1, new Progress(PATIENCE))).isNull();
      Connection connection = ofSecondLoop(pool, route);
      route.idle(connection);
      assertThat(route.nextNow(0, any -> true)).as("another loop drives it").isNull();
      assertThat(route.next(0, new Progress(PATIENCE))).as("one may be made").isNull();
      assertThat(connection.channel().isOpen()).isFalse();
      route.released();
      assertThat(route.unused()).as("the limit is exact").isTrue();
    }
  }

  @Test
  void nothingOfAConnectionThatIsClosedForTheSakeOfAnotherRunsUnderTheLock() throws Exception {
    try (Peer peer = new Peer();
        ConnectionPool pool = Peer.pool(new HttpSettings.Limits(10, 1, PATIENCE))) {
      AtomicBoolean free = new AtomicBoolean();
      AtomicReference<Route> itsRoute = new AtomicReference<>();
      RecordedCall call =
          new RecordedCall(
              peer.request(), () -> free.set(othersMayUse(Objects.requireNonNull(itsRoute.get()))));
      PreparedTarget target = call.targetIn(pool);
      Route route = target.route();
      itsRoute.set(route);
      assertThat(route.next(1, new Progress(PATIENCE))).isNull();
      EventLoop ended = pool.loops().getLast();
      ended.close();
      while (!ended.hasEnded()) {
        Thread.sleep(1);
      }
      Connection connection = ofSecondLoop(pool, route);
      connection.drivenBy(ended);
      HttpAttempt attempt = new HttpAttempt(pool, ended, target, call);
      connection.exchange(new Exchange(connection, target, call.request(), attempt));
      route.idle(connection);
      assertThat(route.next(0, new Progress(PATIENCE))).isNull();
      assertThat(call.outcome()).isInstanceOf(Outcome.NoResponse.class);
      assertThat(free).isTrue();
    }
  }

  private static Connection ofSecondLoop(ConnectionPool pool, Route route) throws IOException {
    Connection connection =
        new Connection(
            pool,
            route,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
            Peer.LOOPBACK,
            Progress.now() + PATIENCE.toNanos());
    connection.home(1);
    return connection;
  }

  private static boolean othersMayUse(Route route) {
    CountDownLatch used = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(
            () -> {
              route.unused();
              used.countDown();
            });
    try {
      return used.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static void await(Route route, CountDownLatch served) {
    try {
      route.next(0, new Progress(PATIENCE));
      served.countDown();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
