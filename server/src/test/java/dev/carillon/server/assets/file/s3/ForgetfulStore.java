package dev.carillon.server.assets.file.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An object store that has one large file, no longer knows the upload that made it when it is asked
 * to complete it, and sends the first bytes whatever is requested.
 */
final class ForgetfulStore implements AutoCloseable {

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final long length;
  private final String sha256;
  private volatile boolean lost;

  ForgetfulStore(long length, String sha256) throws IOException {
    this.length = length;
    this.sha256 = sha256;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::respond);
    server.start();
  }

  /** The file is not there any more. */
  void lose() {
    lost = true;
  }

  List<String> asked() {
    return asked;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void respond(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String method = exchange.getRequestMethod();
    asked.add(method + " " + exchange.getRequestURI().getPath());
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    switch (method) {
      case "HEAD" -> head(exchange);
      case "GET" -> {
        exchange.getResponseHeaders().add("Content-Range", "bytes 0-4/" + length);
        send(exchange, 206, new byte[5]);
      }
      case "PUT" -> {
        exchange.getResponseHeaders().add("ETag", "\"part\"");
        send(exchange, 200, new byte[0]);
      }
      case "POST" -> {
        if (query.startsWith("uploads")) {
          String begun =
              "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><UploadId>u</UploadId>"
                  + "</InitiateMultipartUploadResult>";
          send(exchange, 200, begun.getBytes(UTF_8));
        } else {
          send(exchange, 404, Refusing.error("NoSuchUpload"));
        }
      }
      default -> send(exchange, 404, Refusing.error("NoSuchUpload"));
    }
  }

  private void head(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Length", String.valueOf(length));
    exchange.getResponseHeaders().add("x-amz-meta-sha256", sha256);
    exchange.sendResponseHeaders(lost ? 404 : 200, -1);
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
