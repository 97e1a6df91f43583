package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No address has all the connections, but for a proxy, which speaks for many. */
class AddressLimitTest {

  private static final int CONNECTIONS = 32;
  private static final int SHARE = 30;
  private static final String QUICK = "GET /services/open HTTP/1.1\r\nHost: h\r\n\r\n";

  @TempDir private Path folder;

  @Test
  void oneAddressLeavesConnectionsForOthers() throws Exception {
    assertThat(answered(TrustedProxies.NONE)).isEqualTo(SHARE);
  }

  @Test
  void aTrustedProxyMayHaveThemAll() throws Exception {
    TrustedProxies here = new TrustedProxies(List.of(Cidr.parse("127.0.0.1/32")));
    assertThat(answered(here)).isEqualTo(SHARE + 1);
  }

  /** Of one connection more than the share, how many get an answer. */
  private int answered(TrustedProxies proxies) throws Exception {
    HttpLimits usual = HttpLimits.DEFAULTS;
    HttpLimits limits =
        new HttpLimits(
            usual.openBodyBytesMax(),
            usual.plainBodyBytesMax(),
            usual.textPartBytesMax(),
            usual.uploadBytesMax(),
            usual.slownessMax(),
            new HttpLimits.Crowd(128, CONNECTIONS));
    HttpConfig config = HttpConfigs.of(folder.resolve("incoming"), limits, () -> "", proxies);
    Routes routes =
        new Routes()
            .service("/services/open", Effect.READS, RouteAccess.ANYONE, call -> Response.empty());
    try (HttpServer server =
        new HttpServer(
            config,
            routes,
            credentials -> new Identity.Nobody(),
            new Problems(() -> false),
            Auditor.NONE,
            Idempotency.NONE)) {
      server.start("127.0.0.1", 0);
      List<RawHttp> open = new ArrayList<>();
      int answered = 0;
      for (int i = 0; i <= SHARE; i++) {
        RawHttp client = new RawHttp(server.port());
        open.add(client);
        answered += answers(client) ? 1 : 0;
      }
      for (RawHttp client : open) {
        client.close();
      }
      return answered;
    }
  }

  private static boolean answers(RawHttp client) {
    try {
      return client.send(QUICK).reply().status() == 200;
    } catch (IOException closed) {
      return false;
    }
  }
}
