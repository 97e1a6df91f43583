package dev.carillon.server.assets.search.opensearch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.carillon.server.platform.config.SearchConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A listener that says what a test wants, where a client expects OpenSearch. */
final class StandIn implements AutoCloseable {

  private final HttpServer listener;
  private final String scheme;
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private volatile String authorization = "";
  private volatile Responding responding = exchange -> respond(exchange, 200, greeting("3.9.0"));

  /** How one request is responded to. */
  interface Responding {
    void to(HttpExchange exchange) throws IOException;
  }

  /** One by http, which greets. */
  StandIn() throws IOException {
    this(HttpServer.create(free(), 0), "http");
  }

  /** One by https, which greets. */
  StandIn(SSLContext tls) throws IOException {
    this(secure(tls), "https");
  }

  private StandIn(HttpServer listener, String scheme) {
    this.listener = listener;
    this.scheme = scheme;
    listener.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listener.createContext("/", this::handle);
    listener.start();
  }

  private static HttpsServer secure(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(free(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      paths.add(exchange.getRequestURI().toString());
      authorization =
          Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
      responding.to(exchange);
    }
  }

  /** What OpenSearch of this version says of itself. */
  static String greeting(String version) {
    return """
        {"cluster_name": "c", "version": {"distribution": "opensearch", "number": "%s"}}\
        """
        .formatted(version);
  }

  /** From now on all requests are responded to so. */
  void responds(Responding as) {
    responding = as;
  }

  /** The same, with this status and body. */
  void responds(int status, String body) {
    responds(exchange -> respond(exchange, status, body));
  }

  static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** What was asked, the first first. */
  List<String> paths() {
    return List.copyOf(paths);
  }

  /** The credentials of the last request; empty where it had none. */
  String authorization() {
    return authorization;
  }

  String url() {
    return scheme + "://127.0.0.1:" + listener.getAddress().getPort();
  }

  /** A client of these, without credentials. */
  static OpenSearchClient client(String... urls) {
    return new OpenSearchClient(settings(List.of(urls), "", "", Optional.empty()));
  }

  /** How these are reached. */
  static SearchConfig.OpenSearch settings(
      List<String> urls, String username, String password, Optional<Path> authorities) {
    return new SearchConfig.OpenSearch(
        urls.stream().map(URI::create).toList(), "assets", username, password, authorities);
  }

  /** Where nothing listens. */
  static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    listener.stop(0);
  }
}
