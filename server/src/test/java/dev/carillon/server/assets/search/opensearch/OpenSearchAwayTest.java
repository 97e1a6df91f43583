package dev.carillon.server.assets.search.opensearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call says where OpenSearch is not there, or is something else; and who is asked then. */
class OpenSearchAwayTest {

  private StandIn listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new StandIn();
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, OpenSearch responded with the error 400, false",
    "401, OpenSearch does not accept the credentials, true",
    "403, OpenSearch does not permit this to the user, true",
    "404, the search index is being built, true",
    "405, OpenSearch responded with the error 405, false",
    "409, OpenSearch responded with the error 409, false",
    "429, OpenSearch is too busy, false",
    "500, OpenSearch responded with the error 500, false",
    "502, OpenSearch responded with the error 502, false",
    "503, OpenSearch cannot serve the search index now, true",
  })
  void anErrorIsNamed(int status, String reason, boolean lasting) {
    listener.responds(status, "{\"error\": \"for administrators\"}");
    try (OpenSearchClient client = StandIn.client(listener.url())) {
      assertThatThrownBy(() -> client.call(Method.POST, "/x", null, Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              OpenSearchTrouble.class,
              trouble -> {
                assertThat(trouble.status()).isEqualTo(status);
                assertThat(trouble.reason()).isEqualTo(reason);
                assertThat(trouble.detail()).contains("{\"error\": \"for administrators\"}");
                assertThat(trouble.lasting()).isEqualTo(lasting);
              });
    }
  }

  @Test
  void whatIsNotThereIsMissing() {
    listener.responds(404, "{\"error\": \"no such index\"}");
    try (OpenSearchClient client = StandIn.client(listener.url())) {
      assertThat(client.call(Method.GET, "/x", null, Duration.ofSeconds(5)).isMissingNode())
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"3.0.0, true", "3.9.0, true", "10.1.0, true", "2.19.6, false", "1.0.0, false"})
  void onlyVersionsWithTheSameScoresAreUsed(String version, boolean used) {
    listener.responds(200, StandIn.greeting(version));
    try (OpenSearchClient client = StandIn.client(listener.url())) {
      if (used) {
        assertThat(client.greeting()).contains(version);
      } else {
        assertThatThrownBy(client::greeting)
            .hasMessageContaining("not OpenSearch 3 or later")
            .hasMessageContaining(version);
      }
    }
  }

  @Test
  void whatIsNoOpenSearchIsRefused() {
    try (OpenSearchClient client = StandIn.client(listener.url())) {
      listener.responds(200, "{\"version\": {\"number\": \"8.1.0\"}}");
      assertThatThrownBy(client::greeting).hasMessageContaining("not OpenSearch");
      listener.responds(200, "<html>");
      assertThatThrownBy(client::greeting).hasMessageContaining("did not respond with JSON");
      listener.responds(200, "");
      assertThatThrownBy(client::greeting).isInstanceOf(OpenSearchTrouble.class);
    }
  }

  @Test
  void anotherHostIsAskedWhereOneCannotBeReached() throws IOException {
    try (OpenSearchClient client = StandIn.client(StandIn.closedPort(), listener.url())) {
      assertThat(client.greeting()).contains("3.9.0");
    }
    try (OpenSearchClient client = StandIn.client(StandIn.closedPort(), StandIn.closedPort())) {
      assertThatThrownBy(client::greeting)
          .hasMessageContaining("OpenSearch cannot be reached")
          .satisfies(trouble -> assertThat(lasting(trouble)).isTrue());
    }
    try (OpenSearchClient client = StandIn.client("http://no-such-host.invalid:9200")) {
      assertThatThrownBy(client::greeting)
          .hasMessageContaining("OpenSearch cannot be reached")
          .satisfies(trouble -> assertThat(lasting(trouble)).isTrue());
    }
  }

  @Test
  void anotherHostIsAskedWhereOneDoesNotRespond() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient client = StandIn.client(url(silent), listener.url())) {
      assertThat(greets(client, Duration.ofMillis(300))).as("within the same call").isTrue();
      long began = System.nanoTime();
      assertThat(greets(client, Duration.ofSeconds(30))).isTrue();
      assertThat(greets(client, Duration.ofSeconds(30))).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("the silent one is left alone")
          .isLessThan(Duration.ofSeconds(20));
    }
  }

  private static boolean greets(OpenSearchClient client, Duration max) {
    return client.call(Method.GET, "/", null, max).has("cluster_name");
  }

  @Test
  void anotherHostIsAskedWhereOneHangsUp() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> hangUp(plain));
      try (OpenSearchClient client = StandIn.client(url(plain), listener.url())) {
        assertThat(client.greeting()).contains("3.9.0");
      }
      Thread.startVirtualThread(() -> hangUp(plain));
      try (OpenSearchClient client = StandIn.client(url(plain))) {
        assertThatThrownBy(client::greeting)
            .hasMessageContaining("the connection to OpenSearch failed")
            .satisfies(trouble -> assertThat(lasting(trouble)).isFalse());
      }
    }
  }

  private static void hangUp(ServerSocket plain) {
    try (Socket caller = plain.accept()) {
      caller.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(US_ASCII));
    } catch (IOException ended) {
      // the caller hung up first
    }
  }

  @Test
  void anotherHostIsAskedWhereOneIsUnavailable() throws IOException {
    try (StandIn unavailable = new StandIn();
        OpenSearchClient client = StandIn.client(unavailable.url(), listener.url())) {
      unavailable.responds(503, "{}");
      assertThat(client.greeting()).contains("3.9.0");
      assertThat(client.greeting()).contains("3.9.0");
      assertThat(client.greeting()).contains("3.9.0");
      assertThat(unavailable.paths()).as("it is left alone").hasSize(1);
      listener.responds(503, "{}");
      assertThatThrownBy(client::greeting).hasMessageContaining("cannot serve");
      unavailable.responds(200, StandIn.greeting("3.9.1"));
      assertThat(client.greeting()).as("the one that was left alone first").contains("3.9.1");
    }
  }

  @Test
  void oneThatDoesNotRespondHasAnEnd() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient client = StandIn.client(url(silent))) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> client.call(Method.GET, "/", null, Duration.ofMillis(300)))
          .hasMessageContaining("did not respond in time")
          .satisfies(trouble -> assertThat(lasting(trouble)).as("for others").isFalse());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void tlsThatIsNoneIsNamed() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> respond(plain));
      try (OpenSearchClient client = StandIn.client("https://127.0.0.1:" + plain.getLocalPort())) {
        assertThatThrownBy(client::greeting)
            .hasMessageContaining("no trusted TLS connection to OpenSearch can be made")
            .satisfies(trouble -> assertThat(lasting(trouble)).isTrue());
      }
    }
  }

  private static void respond(ServerSocket plain) {
    try (Socket caller = plain.accept()) {
      caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      caller.getInputStream().readAllBytes();
    } catch (IOException ended) {
      // the caller hung up
    }
  }

  private static boolean lasting(Throwable trouble) {
    return trouble instanceof OpenSearchTrouble known && known.lasting();
  }

  private static String url(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }
}
