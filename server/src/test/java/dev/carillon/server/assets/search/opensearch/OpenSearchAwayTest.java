package dev.carillon.server.assets.search.opensearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import dev.carillon.server.platform.config.SearchConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call says where OpenSearch is not there, or is something else. */
class OpenSearchAwayTest {

  private static final String GREETING =
      """
      {"cluster_name": "c", "version": {"distribution": "opensearch", "number": "%s"}}\
      """;

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicReference<String> authorization = new AtomicReference<>("");
  private HttpServer listener;
  private volatile int status = 200;
  private volatile String body = GREETING.formatted("3.9.0");

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().getPath());
          authorization.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    listener.start();
  }

  @AfterEach
  void close() {
    listener.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "401, OpenSearch does not accept the credentials",
    "403, OpenSearch does not permit this to the user",
    "429, OpenSearch is too busy",
    "503, OpenSearch cannot serve the search index now",
    "500, OpenSearch responded with the error 500",
  })
  void anErrorIsNamed(int responded, String reason) {
    status = responded;
    body = "{\"error\": \"for administrators\"}";
    try (OpenSearchClient client = client(url())) {
      assertThatThrownBy(client::greeting)
          .isInstanceOfSatisfying(
              OpenSearchTrouble.class,
              trouble -> {
                assertThat(trouble.reason()).isEqualTo(reason);
                assertThat(trouble.detail()).contains("for administrators");
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"3.0.0, true", "3.9.0, true", "10.1.0, true", "2.19.6, false", "1.0.0, false"})
  void onlyVersionsWithTheSameScoresAreUsed(String version, boolean used) {
    body = GREETING.formatted(version);
    try (OpenSearchClient client = client(url())) {
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
    try (OpenSearchClient client = client(url())) {
      body = "{\"version\": {\"number\": \"8.1.0\"}}";
      assertThatThrownBy(client::greeting).hasMessageContaining("not OpenSearch");
      body = "<html>";
      assertThatThrownBy(client::greeting).hasMessageContaining("did not respond with JSON");
    }
  }

  @Test
  void aHostThatIsAwayIsNotTheLast() throws IOException {
    try (OpenSearchClient client = client(closedPort(), url())) {
      assertThat(client.greeting()).contains("3.9.0");
    }
    try (OpenSearchClient client = client(closedPort(), closedPort())) {
      assertThatThrownBy(client::greeting)
          .hasMessageContaining("OpenSearch cannot be reached")
          .satisfies(trouble -> assertThat(lasting(trouble)).isTrue());
    }
  }

  @Test
  void oneThatDoesNotRespondIsNotAskedNext() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient client = client("http://127.0.0.1:" + silent.getLocalPort(), url())) {
      assertThatThrownBy(() -> client.call(Method.GET, "/", null, Duration.ofMillis(300)))
          .hasMessageContaining("did not respond in time");
      assertThat(client.greeting()).contains("3.9.0");
    }
  }

  @Test
  void oneThatHangsUpIsNotAskedNext() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient client = client("http://127.0.0.1:" + plain.getLocalPort(), url())) {
      Thread.startVirtualThread(() -> hangUp(plain));
      assertThatThrownBy(() -> client.call(Method.POST, "/", null, Duration.ofSeconds(5)))
          .hasMessageContaining("the connection to OpenSearch failed");
      assertThat(client.greeting()).contains("3.9.0");
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
  void oneThatIsUnavailableIsNotAskedNext() {
    try (OpenSearchClient client = client(url() + "/first", url() + "/second")) {
      assertThat(client.greeting()).contains("3.9.0");
      assertThat(asked).hasValue("/first/");
      status = 503;
      assertThatThrownBy(client::greeting).isInstanceOf(OpenSearchTrouble.class);
      assertThat(asked).hasValue("/first/");
      status = 200;
      assertThat(client.greeting()).contains("3.9.0");
      assertThat(asked).hasValue("/second/");
    }
  }

  @Test
  void oneThatDoesNotRespondHasAnEnd() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenSearchClient client = client("http://127.0.0.1:" + silent.getLocalPort())) {
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
      try (OpenSearchClient client = client("https://127.0.0.1:" + plain.getLocalPort())) {
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

  @Test
  void credentialsAreSentAndNeverShown() {
    SearchConfig.OpenSearch settings =
        new SearchConfig.OpenSearch(
            List.of(URI.create(url())), "assets", "user", "very-secret", Optional.empty());
    try (OpenSearchClient client = new OpenSearchClient(settings)) {
      assertThat(client.greeting()).doesNotContain("very-secret");
      assertThat(authorization.get()).isEqualTo("Basic dXNlcjp2ZXJ5LXNlY3JldA==");
      assertThat(settings.toString()).doesNotContain("very-secret");
      status = 401;
      assertThatThrownBy(client::greeting).hasMessageNotContaining("very-secret");
    }
  }

  private static boolean lasting(Throwable trouble) {
    return trouble instanceof OpenSearchTrouble known && known.lasting();
  }

  private static OpenSearchClient client(String... urls) {
    return new OpenSearchClient(
        new SearchConfig.OpenSearch(
            List.of(urls).stream().map(URI::create).toList(), "assets", "", "", Optional.empty()));
  }

  private String url() {
    return "http://127.0.0.1:" + listener.getAddress().getPort();
  }

  private static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }
}
