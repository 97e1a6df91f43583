package dev.carillon.server.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A started server with its first user, and callers of it. */
public final class Site implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home;
  private Server server;

  private Site(Path home) throws IOException {
    this.home = home;
    this.server = start();
  }

  /** A new server in this folder, with these lines in its cluster-properties.txt. */
  public static Site in(Path home, String... properties) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.write(home.resolve("config/cluster-properties.txt"), List.of(properties));
    Site site = new Site(home);
    String link = site.server.setupLink();
    String token = link.substring(link.indexOf("token=") + "token=".length());
    site.form("/services/setup", "token", token, "username", "admin", "password", PASSWORD);
    return site;
  }

  private Server start() throws IOException {
    return Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()));
  }

  /** Stops the server and starts it again. */
  public void restart() throws IOException {
    server.close();
    server = start();
  }

  /** What links start with. */
  public String url() {
    return server.url();
  }

  /** The file of cluster properties. */
  public Path properties() {
    return home.resolve("config/cluster-properties.txt");
  }

  /** A webhook, as its creator gets it. */
  public JsonNode webhook(String name, String url, String more) {
    String body = "{\"name\":\"%s\",\"url\":\"%s\",%s}".formatted(name, url, more);
    return json("POST", "/services/admin/webhook", body, 201);
  }

  /** Makes an asset, with headers: name, value, … */
  public String asset(String path, String... headers) {
    HttpRequest.Builder request =
        request("/services/create")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("assetPath=" + URLEncoder.encode(path, UTF_8)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return read(expect(send(request), 200)).path("id").asText();
  }

  /** A POST with form parameters. */
  public HttpResponse<String> form(String path, String... pairs) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      body.append(i == 0 ? "" : "&").append(pairs[i]).append('=');
      body.append(URLEncoder.encode(pairs[i + 1], UTF_8));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /** A call with a JSON body that must be answered so. */
  public JsonNode json(String method, String path, String body, int status) {
    return read(expect(call(method, path, body), status));
  }

  /** A call with a JSON body. */
  public HttpResponse<String> call(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  /** What the first user gets. */
  public JsonNode get(String path) {
    return read(expect(send(request(path).GET()), 200));
  }

  /** What somebody gets who is not logged in, with headers: name, value, … */
  public HttpResponse<String> anonymous(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path)).GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  /** Waits until it is so. */
  public static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  /** Waits until it is so; what was waited for is asked only if it never is. */
  public static void until(Supplier<String> what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what.get());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopped);
      }
    }
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    return path.equals("/services/setup")
        ? request
        : request.header("Authorization", "Basic " + login);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static HttpResponse<String> expect(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(
          "expected " + status + ", got " + response.statusCode() + ": " + response.body());
    }
    return response;
  }

  private static JsonNode read(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException notJson) {
      throw new UncheckedIOException(response.body(), notJson);
    }
  }
}
