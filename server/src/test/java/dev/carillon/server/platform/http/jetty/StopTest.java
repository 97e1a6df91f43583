package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A stop under load. */
@Tag("alone")
class StopTest {

  private static final String REQUEST = "GET /services/open?a=1 HTTP/1.1\r\nHost: h\r\n\r\n";

  @TempDir Path folder;

  @RepeatedTest(2)
  void noRequestThatWasSentOnAnOpenConnectionIsLost() throws Exception {
    EchoServer server = new EchoServer(folder, HttpLimits.DEFAULTS);
    int port = server.port();
    AtomicInteger answered = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> lost = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        lost.add(clients.submit(client(port, answered)));
      }
      while (answered.get() < 2_000) {
        Thread.sleep(5);
      }
      long from = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
      for (Future<String> count : lost) {
        assertThat(count.get()).isEmpty();
      }
    }
  }

  /** Sends for as long as it may; tells of a request that got no answer. */
  private static Callable<String> client(int port, AtomicInteger answered) {
    return () -> {
      while (true) {
        boolean served = false;
        try (RawHttp client = new RawHttp(port)) {
          boolean open = true;
          while (open) {
            client.send(REQUEST);
            RawHttp.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(200);
            answered.incrementAndGet();
            served = true;
            open = !reply.header("Connection").equals("close");
          }
        } catch (ConnectException over) {
          return "";
        } catch (IOException unanswered) {
          // A connection that never had an answer may never have been accepted.
          return served || !(unanswered instanceof SocketException)
              ? unanswered + " after an answer: " + served
              : "";
        }
      }
    };
  }
}
