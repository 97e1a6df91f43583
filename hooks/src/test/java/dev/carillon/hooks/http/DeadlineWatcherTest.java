package dev.carillon.hooks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineWatcherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void aRoundThatFailsIsNotTheLast() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    DeadlineWatcher watch =
        new DeadlineWatcher(
            () -> {
              if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("as the test wants it");
              }
            });
    watch.start();
    try (ConnectionPool pool = Peer.pool(HttpSettings.Limits.STANDARD)) {
      Route route = pool.route(TargetUrl.parse("http://hook.test/"), ClientCertificate.NONE);
      Connection connection =
          new Connection(
              pool,
              route,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
              Peer.LOOPBACK,
              Progress.now() + Duration.ofMillis(500).toNanos());
      watch.add(connection);
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (!connection.expired() && System.nanoTime() < until) {
        Thread.sleep(10);
      }
      assertThat(connection.expired()).isTrue();
      assertThat(rounds.get()).isGreaterThan(1);
    } finally {
      watch.close();
    }
  }
}
