package dev.carillon.cli.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file in parts, over a connection that breaks. */
class UploadInPartsTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream stored = new ByteArrayOutputStream();
  private final List<String> offsets = new ArrayList<>();
  private int lostRequests;
  private int lostResponses;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/uploads", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aPartThatWasLostIsSentAgainAndOneWhoseResponseWasLostIsNot() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "0123456789abcdef!");
    lostRequests = 1;
    lostResponses = 1;
    String id = upload(file).send(sum -> {});
    assertThat(id).isEqualTo("u1");
    assertThat(stored.toString(UTF_8)).isEqualTo("0123456789abcdef!");
    assertThat(offsets).containsExactly("0", "0", "8", "16");
  }

  private UploadInParts upload(Path file) {
    ServerClient client =
        new ServerClient(
            "http://127.0.0.1:" + server.getAddress().getPort(),
            new Credentials.None(),
            Duration.ofSeconds(10));
    return new UploadInParts(client, file, 8, Duration.ZERO);
  }

  private void answer(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "POST" -> json(exchange, 201, "{\"id\":\"u1\"}");
      case "GET" -> json(exchange, 200, "{\"offset\":" + stored.size() + "}");
      default -> part(exchange);
    }
  }

  private void part(HttpExchange exchange) throws IOException {
    offsets.add(exchange.getRequestHeaders().getFirst("Upload-Offset"));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (lostRequests > 0) {
      lostRequests--;
      exchange.close();
      return;
    }
    stored.write(body);
    if (lostResponses > 0) {
      lostResponses--;
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static void json(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
