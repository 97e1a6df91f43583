package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
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

  @Test
  void bodiesTakeNoMoreMemoryTogetherThanThereIs() throws Exception {
    try (EchoServer server = server(300_000)) {
      RawHttp slow = slowly(server);
      Reply refused = RawHttp.exchange(server.port(), post(100_000));
      // of two that come at once the slow one may be refused: then it comes again, and earlier
      for (int millis = 400; refused.status() == 200 && millis < 30_000; millis *= 2) {
        slow.close();
        slow = slowly(server);
        Thread.sleep(millis);
        refused = RawHttp.exchange(server.port(), post(100_000));
      }
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      // what is little always finds room
      assertThat(RawHttp.exchange(server.port(), post(10_000)).status()).isEqualTo(200);
      slow.send("x".repeat(10_000));
      assertThat(slow.reply().status()).isEqualTo(200);
      assertThat(RawHttp.exchange(server.port(), post(100_000)).status()).isEqualTo(200);
      // one address leaves some of it for others
      assertThat(RawHttp.exchange(server.port(), post(299_000)).status()).isEqualTo(503);
      slow.close();
    }
  }

  /** Most of a body, and not yet the rest. */
  private static RawHttp slowly(EchoServer server) throws Exception {
    RawHttp slow = new RawHttp(server.port());
    slow.send(head(250_000) + "x".repeat(240_000));
    Thread.sleep(200);
    return slow;
  }

  @Test
  void whatABodyTookIsFreeAgainHoweverItEnds() throws Exception {
    try (EchoServer server = server(300_000)) {
      for (int i = 0; i < 20; i++) {
        try (RawHttp cut = new RawHttp(server.port())) {
          cut.send(head(250_000) + "x".repeat(150_000));
        }
        assertThat(RawHttp.exchange(server.port(), post(2_000_000)).status()).isEqualTo(413);
      }
      Reply answer = RawHttp.exchange(server.port(), post(250_000));
      for (int tries = 0; answer.status() == 503 && tries < 500; tries++) {
        Thread.sleep(10);
        answer = RawHttp.exchange(server.port(), post(250_000));
      }
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  private static String post(int length) {
    return head(length) + "x".repeat(length);
  }

  private static String head(int length) {
    return "POST /services/open HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private EchoServer server() throws IOException {
    return server(1 << 20);
  }

  private EchoServer server(long bodyBytesMax) throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    return new EchoServer(
        folder,
        new HttpLimits(
            usual.openBodyBytesMax(),
            usual.plainBodyBytesMax(),
            usual.textPartBytesMax(),
            usual.uploadBytesMax(),
            usual.slownessMax(),
            new HttpLimits.Crowd(CALLS, CONNECTIONS, bodyBytesMax)));
  }
}
