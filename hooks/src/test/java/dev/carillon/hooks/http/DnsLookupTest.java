package dev.carillon.hooks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.Literals;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsLookupTest {

  private static final InetAddress ADDRESS = Literals.address("192.0.2.1");

  @Test
  void anAnswerThatTookLongIsAsFreshAsAnyOther() throws Exception {
    Duration fresh = Duration.ofSeconds(3);
    Resolver slow =
        (host, deadline) -> {
          sleep(fresh.plusMillis(100));
          return List.of(ADDRESS);
        };
    DnsLookup lookUp = new DnsLookup(slow, fresh);
    try (ConnectionPool pool = Peer.pool(HttpSettings.Limits.STANDARD)) {
      Route route = pool.route(TargetUrl.parse("http://hook.test/"), ClientCertificate.NONE);
      assertThat(lookUp.addresses(route, new Progress(Duration.ofSeconds(30))))
          .containsExactly(ADDRESS);
      assertThat(lookUp.known(route)).containsExactly(ADDRESS);
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
