package dev.carillon.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * What stands before an OpenSearch with its security plugin: TLS with this certificate, and a user
 * name and password with each request.
 */
public final class SecuredOpenSearch implements AutoCloseable {

  public static final String USERNAME = "carillon";
  public static final String PASSWORD = "search-secret-that-nobody-may-see";

  private static final List<String> PASSED_ON = List.of("Content-Type", "Accept");

  private final OpenSearchServer engine;
  private final HttpsServer listener;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Listens, with the certificate of this context. */
  public SecuredOpenSearch(OpenSearchServer engine, SSLContext context) throws IOException {
    this.engine = engine;
    this.listener =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.setHttpsConfigurator(new HttpsConfigurator(context));
    listener.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listener.createContext("/", this::handle);
    listener.start();
  }

  /** Where it listens, as a URL. */
  public String url() {
    return "https://127.0.0.1:" + listener.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!allowed(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"OpenSearch\"");
        respond(exchange, 401, "Unauthorized".getBytes(UTF_8));
        return;
      }
      HttpResponse<byte[]> response = passedOn(exchange, body);
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      respond(exchange, response.statusCode(), response.body());
    }
  }

  private static boolean allowed(HttpExchange exchange) {
    String wanted = Base64.getEncoder().encodeToString((USERNAME + ":" + PASSWORD).getBytes(UTF_8));
    return ("Basic " + wanted).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private HttpResponse<byte[]> passedOn(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(engine.url() + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String name : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    listener.stop(0);
    client.close();
  }
}
