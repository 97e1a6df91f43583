package dev.carillon.server.assets.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.openapi.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A server as it is started, and an integration that calls it. */
public final class Site implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home;
  private final String database;
  private Server server;

  /** Starts one on this database; empty = embedded. */
  public Site(Path home, String database) {
    this.home = home;
    this.database = database;
    this.server = open();
    String link = server.setupLink();
    post(
        "/services/setup",
        "token",
        link.substring(link.indexOf("token=") + "token=".length()),
        "username",
        "admin",
        "password",
        PASSWORD);
  }

  private Server open() {
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    try {
      return Server.start(ServerConfig.read(options, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it and starts it again on the same home. */
  public void restart() {
    server.close();
    server = open();
  }

  /** Makes an asset without a file; its id. */
  public String create(String assetPath, String... metadata) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", assetPath));
    pairs.addAll(List.of(metadata));
    String id = post("/services/create", pairs.toArray(String[]::new)).path("id").asText();
    // the newest comes first, told by the millisecond
    LockSupport.parkNanos(2_000_000);
    return id;
  }

  /** Makes an asset with a text file; its id. */
  public String upload(String assetPath, String content) {
    return create(assetPath, "Filedata", "data:text/plain;charset=UTF-8,".concat(encoded(content)));
  }

  /** The answer to a form; it must be 200. */
  public JsonNode post(String path, String... pairs) {
    return ok(answer(path, pairs));
  }

  /** The answer to a query string; it must be 200. */
  public JsonNode get(String path, String... pairs) {
    return ok(send(request(path + "?" + form(pairs)).GET()));
  }

  /** The answer to a JSON body; it must be 200. */
  public JsonNode json(String path, String body) {
    return ok(jsonAnswer(path, body));
  }

  /** The answer to a JSON body. */
  public Answer jsonAnswer(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** The answer to a form. */
  public Answer answer(String path, String... pairs) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(pairs))));
  }

  /** The answer to a multipart form; it must be 200. */
  public JsonNode multipart(String path, String... pairs) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      body.append("--cut\r\nContent-Disposition: form-data; name=\"")
          .append(pairs[i])
          .append("\"\r\n\r\n")
          .append(pairs[i + 1])
          .append("\r\n");
    }
    return ok(
        send(
            request(path)
                .header("Content-Type", "multipart/form-data; boundary=cut")
                .POST(BodyPublishers.ofString(body.append("--cut--\r\n").toString()))));
  }

  /** The names of the assets that a query finds, by name. */
  public List<String> names(String q) {
    List<String> names = new ArrayList<>();
    post("/services/search", "q", q, "sort", "name")
        .path("hits")
        .forEach(hit -> names.add(hit.path("metadata").path("name").asText()));
    return names;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8)));
  }

  private static String form(String... pairs) {
    List<String> encoded = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      encoded.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], UTF_8));
    }
    return String.join("&", encoded);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          Contract.hold(http.send(request.build(), BodyHandlers.ofString()));
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static JsonNode ok(Answer answer) {
    if (answer.status() >= 300) {
      throw new AssertionError(answer.toString());
    }
    return answer.body();
  }

  @Override
  public void close() {
    server.close();
  }

  /** What the server said. */
  public record Answer(int status, JsonNode body) {}
}
