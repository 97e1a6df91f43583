package dev.carillon.hooks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionPoolTest {

  private static final int MORE_ROUTES_THAN_ARE_KEPT = 10_001;

  @Test
  void connectionsOfARouteThatWasForgottenDoNotRestForEver() throws Exception {
    HttpSettings.Limits brief = new HttpSettings.Limits(10, 10, Duration.ofMillis(100));
    try (Peer peer = new Peer();
        ConnectionPool pool = Peer.pool(brief)) {
      RecordedCall call = new RecordedCall(peer.request());
      PreparedTarget target = call.targetIn(pool);
      for (int i = 0; i < MORE_ROUTES_THAN_ARE_KEPT; i++) {
        pool.route(TargetUrl.parse("http://h" + i + ".test/"), ClientCertificate.NONE);
      }
      new HttpAttempt(pool, pool.loops().getFirst(), target, call).start();
      try (Socket socket = peer.accept()) {
        Peer.awaitRequest(socket);
        Peer.response(socket);
        assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (pool.connections() > 0 && System.nanoTime() < until) {
          Thread.sleep(20);
        }
        assertThat(pool.connections()).isZero();
      }
    }
  }
}
