package dev.carillon.server.attacks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F3: those who send slowly do not slow those who do not. */
@Tag("alone")
class SlowClientsTest {

  private static final int SLOW = 1000;
  private static final int CALLS = 400;

  /** What else the machine does is in the times: the best of some counts. */
  private static final int ROUNDS = 10;

  private static final Duration EXTRA = Duration.ofMillis(50);

  @TempDir private Path home;

  @Test
  void aThousandSlowConnectionsDelayNobody() throws Exception {
    try (AttackedServer server = new AttackedServer(home)) {
      p99(server);
      long before = p99(server);
      List<RawHttp> slow = new ArrayList<>();
      AtomicBoolean done = new AtomicBoolean();
      for (int i = 0; i < SLOW; i++) {
        slow.add(new RawHttp(server.port()).send(begun(i)));
      }
      Thread drip = Thread.ofPlatform().start(() -> drip(slow, done));
      long meanwhile = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && meanwhile > before + EXTRA.toNanos(); round++) {
        meanwhile = Math.min(meanwhile, p99(server));
      }
      done.set(true);
      drip.join();
      for (RawHttp client : slow) {
        client.close();
      }
      assertThat(Duration.ofNanos(meanwhile))
          .as("p99; without them %s", Duration.ofNanos(before))
          .isLessThan(Duration.ofNanos(before).plus(EXTRA));
    }
  }

  /** Half of them are in their head, half in their body. */
  private static String begun(int i) {
    return i % 2 == 0
        ? "GET /alive.txt HTTP/1.1\r\nHost: h\r\nX-Slow: "
        : "POST /services/ping HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";
  }

  private static void drip(List<RawHttp> slow, AtomicBoolean done) {
    while (!done.get()) {
      for (RawHttp client : slow) {
        try {
          client.send("x");
          Thread.sleep(1);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          return;
        } catch (IOException cut) {
          // by the server, which is what it may do
        }
      }
    }
  }

  private static long p99(AttackedServer server) {
    long[] nanos = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long from = System.nanoTime();
      assertThat(server.get(Visitor.SUPER_PRO, "/services/profile").statusCode()).isEqualTo(200);
      nanos[i] = System.nanoTime() - from;
    }
    Arrays.sort(nanos);
    return nanos[CALLS * 99 / 100];
  }
}
