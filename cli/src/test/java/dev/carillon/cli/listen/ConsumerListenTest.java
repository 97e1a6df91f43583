package dev.carillon.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listen brings to a program and acknowledges; the program refuses some events. */
@Timeout(60)
class ConsumerListenTest {

  private static final String EVENTS =
      """
      {"events":[
       {"id":"a1","headers":{},"payload":{"assetId":"a"}},
       {"id":"b1","headers":{},"payload":{"data":{"assetId":"b"}}},
       {"id":"a2","headers":{},"payload":{"assetId":"a"}},
       {"id":"ab","headers":{},"payload":[{"assetId":"b"},{"assetId":"c"}]},
       {"id":"c1","headers":{},"payload":{"assetId":"c"}},
       {"id":"f1","headers":{},"payload":{"folder":"/x"}}],"ack":"k","lost":0}
      """;

  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final AtomicInteger away = new AtomicInteger();
  private HttpServer server;
  private Set<String> refused = Set.of();
  private Duration late = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/api/consumers/dev/events", this::events);
    server.createContext("/api/consumers/dev/ack", this::acknowledge);
    server.createContext("/program", this::take);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void events(HttpExchange exchange) throws IOException {
    try {
      Thread.sleep(late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    respond(exchange, 200, EVENTS);
  }

  private void acknowledge(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (away.getAndDecrement() > 0) {
      respond(exchange, 503, "{\"message\":\"restarting\"}");
      return;
    }
    acknowledged.add(body);
    respond(exchange, 200, "{\"acknowledged\":1}");
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    forwarded.add(body);
    respond(exchange, refused.contains(body) ? 500 : 200, "");
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void listen(long count, Duration timeout) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Forwarder forwarder = Forwarder.to(url + "/program", "c2VjcmV0", false);
    new ConsumerListen(
            new ServerClient(url, new Credentials.None(), timeout), "dev", forwarder, trouble::add)
        .run(count, _ -> {});
  }

  @Test
  void afterARefusalLaterEventsOfTheSameAssetsAreLeftForTheNextTime() {
    refused = Set.of("{\"assetId\":\"a\"}", "{\"data\":{\"assetId\":\"b\"}}");
    listen(3, Duration.ofSeconds(20));
    assertThat(forwarded)
        .containsExactly(
            "{\"assetId\":\"a\"}", "{\"data\":{\"assetId\":\"b\"}}", "{\"folder\":\"/x\"}");
    assertThat(acknowledged).containsExactly("{\"ids\":[\"f1\"]}");
  }

  @Test
  void anAcknowledgementIsRepeatedUntilTheServerIsBack() {
    away.set(1);
    listen(6, Duration.ofSeconds(20));
    assertThat(forwarded).hasSize(6);
    assertThat(acknowledged)
        .containsExactly("{\"ids\":[\"a1\",\"b1\",\"a2\",\"ab\",\"c1\",\"f1\"]}");
    assertThat(trouble).singleElement().asString().contains("Reconnecting", "restarting");
  }

  @Test
  void aServerThatWaitsForEventsIsNotTooLate() {
    late = Duration.ofMillis(1_500);
    listen(6, Duration.ofSeconds(1));
    assertThat(forwarded).hasSize(6);
    assertThat(trouble).isEmpty();
  }
}
