package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.server.testing.FollowedIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether all of an index can be searched, by the status of OpenSearch's response. */
class WholeIndexTest {

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer listener;
  private OpenSearchClient client;
  private OpenSearchIndices indices;
  private volatile int status = 200;

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    listener.start();
    String url = "http://127.0.0.1:" + listener.getAddress().getPort();
    client = new OpenSearchClient(FollowedIndex.at(url, "assets"));
    indices =
        new OpenSearchIndices(client, "assets", "this", new FollowedIndex.Alone("this database"));
  }

  @AfterEach
  void close() {
    client.close();
    listener.stop(0);
  }

  @Test
  void aMissingPartIsTrouble() {
    status = 503;
    assertThatThrownBy(indices::requireWhole).isInstanceOf(OpenSearchTrouble.class);
  }

  /** Changes have threads of their own in OpenSearch. */
  @Test
  void tooManySearchesAreNone() {
    status = 429;
    indices.requireWhole();
    assertThat(requests).hasPositiveValue();
  }
}
