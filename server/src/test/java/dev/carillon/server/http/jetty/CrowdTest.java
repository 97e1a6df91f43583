package dev.carillon.server.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More callers than the server takes at once. */
class CrowdTest {

  private static final int CALLS = 4;
  private static final int CONNECTIONS = 8;
  private static final String WAITS = "GET /services/gate HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String QUICK = "GET /services/open HTTP/1.1\r\nHost: h\r\n\r\n";

  @TempDir Path folder;

  @Test
  void callsBeyondTheLimitAreToldToComeAgainAndThenServed() throws Exception {
    try (EchoServer server = server()) {
      List<RawHttp> waiting = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        waiting.add(new RawHttp(server.port()).send(WAITS));
      }
      try (RawHttp one = new RawHttp(server.port())) {
        while (server.atGate.get() < CALLS) {
          Thread.sleep(5);
        }
        Reply refused = one.send(QUICK).reply();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.body()).contains("\"errorcode\":503", "busy");

        server.gate.countDown();
        for (RawHttp client : waiting) {
          assertThat(client.reply().status()).isEqualTo(200);
          client.close();
        }
        assertThat(one.send(QUICK).reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void idleConnectionsMakeRoomForNewOnes() throws Exception {
    try (EchoServer server = server()) {
      List<RawHttp> idle = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        RawHttp client = new RawHttp(server.port());
        assertThat(client.send(QUICK).reply().status()).isEqualTo(200);
        idle.add(client);
      }
      assertThat(RawHttp.exchange(server.port(), QUICK).status()).isEqualTo(200);
      assertThat(idle.getFirst().closed()).as("the one that was idle longest").isTrue();
      for (RawHttp client : idle) {
        client.close();
      }
    }
  }

  private EchoServer server() throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    return new EchoServer(
        folder,
        new HttpLimits(
            usual.openBodyBytesMax(),
            usual.plainBodyBytesMax(),
            usual.textPartBytesMax(),
            usual.uploadBytesMax(),
            usual.slownessMax(),
            new HttpLimits.Crowd(CALLS, CONNECTIONS)));
  }
}
