package dev.carillon.bench.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Gives out an access token of OAuth 2.0, which ends long after the run. */
final class TokenEndpoint implements AutoCloseable {

  private static final byte[] TOKEN =
      "{\"access_token\":\"bench\",\"token_type\":\"Bearer\",\"expires_in\":86400}".getBytes(UTF_8);

  private final HttpServer server;

  private TokenEndpoint(HttpServer server) {
    this.server = server;
  }

  static TokenEndpoint start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/token", TokenEndpoint::give);
    server.start();
    return new TokenEndpoint(server);
  }

  private static void give(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, TOKEN.length);
      exchange.getResponseBody().write(TOKEN);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
