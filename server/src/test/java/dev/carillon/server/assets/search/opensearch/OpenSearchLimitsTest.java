package dev.carillon.server.assets.search.opensearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a response of OpenSearch may take, and what it cannot make the server do. */
class OpenSearchLimitsTest {

  private static final int PART = 1 << 20;
  private static final int PARTS_MAX = 64;
  private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(10);

  private StandIn listener;
  private OpenSearchClient client;

  @BeforeEach
  void listen() throws IOException {
    listener = new StandIn();
    client = StandIn.client(listener.url());
  }

  @AfterEach
  void close() {
    client.close();
    listener.close();
  }

  @Test
  void aResponseThatIsTooLargeIsCutOff() {
    AtomicBoolean all = new AtomicBoolean();
    listener.responds(
        exchange -> {
          spaces(exchange, PARTS_MAX + 256);
          all.set(true);
        });
    assertThatThrownBy(client::greeting)
        .isInstanceOfSatisfying(
            OpenSearchTrouble.class,
            trouble -> {
              assertThat(trouble.reason())
                  .isEqualTo("the response of OpenSearch is larger than 64 MB");
              assertThat(trouble.lasting()).isFalse();
            });
    assertThat(all).as("the rest was not read").isFalse();
  }

  @Test
  void aLargeResponseIsRead() {
    listener.responds(exchange -> spaces(exchange, PARTS_MAX - 2));
    assertThat(client.call(Method.GET, "/", null, Duration.ofSeconds(60)).path("ok").asBoolean())
        .isTrue();
  }

  /** So many parts of white space, then a value. */
  private static void spaces(HttpExchange exchange, int parts) throws IOException {
    byte[] part = " ".repeat(PART).getBytes(US_ASCII);
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < parts; i++) {
        body.write(part);
      }
      body.write("{\"ok\": true}".getBytes(US_ASCII));
    }
  }

  @Test
  void anEncodingThatWasNotAskedForIsNotDecoded() {
    listener.responds(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = new GZIPOutputStream(exchange.getResponseBody())) {
            body.write(StandIn.greeting("3.9.0").getBytes(US_ASCII));
          }
        });
    assertThatThrownBy(client::greeting).hasMessageContaining("did not respond with JSON");
  }

  @Test
  void jsonThatIsNestedTooDeeplyIsRefused() {
    listener.responds(200, "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
    assertThatThrownBy(client::greeting).hasMessageContaining("did not respond with JSON");
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (StandIn other = new StandIn()) {
      listener.responds(
          exchange -> {
            exchange.getResponseHeaders().set("Location", other.url() + "/");
            exchange.sendResponseHeaders(302, -1);
          });
      assertThatThrownBy(client::greeting).hasMessageContaining("the error 302");
      assertThat(other.paths()).isEmpty();
    }
  }

  @Test
  void aBodyThatComesSlowlyHasAnEnd() {
    CountDownLatch ended = new CountDownLatch(1);
    listener.responds(exchange -> slowly(exchange, ended));
    long began = System.nanoTime();
    assertThatThrownBy(() -> client.call(Method.GET, "/", null, Duration.ofMillis(300)))
        .hasMessageContaining("did not respond in time");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    Await.until("the connection is closed too", CUT_OFF_WITHIN, () -> ended.getCount() == 0);
  }

  @Test
  void noOtherHostIsAskedOnceTheCallHasEnded() throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    listener.responds(exchange -> slowly(exchange, ended));
    try (StandIn other = new StandIn();
        OpenSearchClient both = StandIn.client(listener.url(), other.url())) {
      assertThatThrownBy(() -> both.call(Method.POST, "/x", null, Duration.ofMillis(300)))
          .hasMessageContaining("did not respond in time");
      Await.until("the connection is closed", CUT_OFF_WITHIN, () -> ended.getCount() == 0);
      assertThat(other.paths()).isEmpty();
      assertThat(both.greeting()).contains("3.9.0");
      assertThat(other.paths()).containsExactly("/");
    }
  }

  /** A byte each tenth of a second, until the caller hangs up. */
  private static void slowly(HttpExchange exchange, CountDownLatch ended) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try {
      for (int i = 0; i < 6_000; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Await.pause(100);
      }
    } finally {
      ended.countDown();
    }
  }

  @Test
  void aConnectionThatIsResetAmidTheBodyIsNamed() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient caller = StandIn.client("http://127.0.0.1:" + plain.getLocalPort())) {
      Thread.startVirtualThread(() -> reset(plain));
      assertThatThrownBy(caller::greeting)
          .hasMessageContaining("the connection to OpenSearch failed");
      Thread.startVirtualThread(() -> reset(plain));
      try (OpenSearchClient both =
          StandIn.client("http://127.0.0.1:" + plain.getLocalPort(), listener.url())) {
        assertThat(both.greeting()).as("the other one is asked").contains("3.9.0");
      }
    }
  }

  private static void reset(ServerSocket plain) {
    try (Socket caller = plain.accept()) {
      caller.setSoLinger(true, 0);
      caller
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"clu".getBytes(US_ASCII));
    } catch (IOException ended) {
      // the caller hung up first
    }
  }

  @Test
  void aCallerThatIsInterruptedDoesNotWait() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    listener.responds(
        exchange -> {
          asked.countDown();
          slowly(exchange, ended);
        });
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing"));
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                var _ = client.call(Method.GET, "/", null, Duration.ofMinutes(1));
              } catch (OpenSearchTrouble trouble) {
                thrown.set(trouble);
              }
            });
    asked.await();
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    assertThat(thrown.get()).hasMessageContaining("the server is stopping");
    Await.until("the response is cut off", CUT_OFF_WITHIN, () -> ended.getCount() == 0);
  }

  @Test
  void whatIsOnTheWayEndsWithTheClient() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    listener.responds(
        exchange -> {
          asked.countDown();
          slowly(exchange, ended);
        });
    OpenSearchClient closed = StandIn.client(listener.url());
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing"));
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                var _ = closed.call(Method.GET, "/", null, Duration.ofMinutes(1));
              } catch (OpenSearchTrouble trouble) {
                thrown.set(trouble);
              }
            });
    asked.await();
    long began = System.nanoTime();
    closed.close();
    assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(thrown.get()).isInstanceOf(OpenSearchTrouble.class);
    assertThatThrownBy(closed::greeting).hasMessageContaining("the server is stopping");
    Await.until("the connection is closed", CUT_OFF_WITHIN, () -> ended.getCount() == 0);
  }
}
