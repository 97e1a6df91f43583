package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.openapi.Contract;
import java.io.ByteArrayOutputStream;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A running server, one webhook that hears of every asset, and a client that is logged in. */
final class Site implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";

  final Path home;
  private final String database;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScriptedReceiver receiver = ScriptedReceiver.answering(204);
  private final List<JsonNode> heard = new ArrayList<>();
  private Server server;

  Site(Path home, String database) {
    this.home = home;
    this.database = database;
    server = open();
    String link = server.setupLink();
    form(
        "/services/setup",
        Map.of(
            "token",
            link.substring(link.indexOf("token=") + "token=".length()),
            "username",
            "admin",
            "password",
            PASSWORD));
    HttpResponse<byte[]> made =
        send(
            request("/services/admin/webhook")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"name": "all", "url": "%s",
                         "metadataToReturn": ["assetPath", "previewState", "title", "width"],
                         "eventTypes": ["asset_create", "asset_create_by_copy", "asset_rename",
                           "asset_update_metadata", "asset_checkin", "asset_promote", "asset_remove"]}"""
                            .formatted(receiver.url()))));
    assertThat(made.statusCode()).as(new String(made.body(), UTF_8)).isLessThan(300);
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

  /** Stops the server. */
  void stop() {
    server.close();
  }

  /** Starts it again. */
  void start() {
    server = open();
  }

  String url() {
    return server.url();
  }

  /** A request with the log-in. */
  HttpRequest.Builder request(String path) {
    return stranger(path)
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8)));
  }

  /** A request of somebody who is not logged in. */
  HttpRequest.Builder stranger(String path) {
    return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : server.url() + path));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return Contract.hold(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** A call with form parameters that is done. */
  JsonNode form(String path, Map<String, String> parameters) {
    String body =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return done(
        send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
  }

  /** Makes an asset with this file. */
  JsonNode create(String filename, byte[] content, String... more) {
    Map<String, String> parameters = pairs(more);
    parameters.putIfAbsent("folderPath", "/Files");
    return done(upload("/services/create", filename, content, parameters));
  }

  /** Checks a new file in. */
  JsonNode checkIn(String id, String filename, byte[] content, String... more) {
    Map<String, String> parameters = pairs(more);
    parameters.put("id", id);
    return done(upload("/services/update", filename, content, parameters));
  }

  HttpResponse<byte[]> upload(
      String path, String filename, byte[] content, Map<String, String> parameters) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parameters.forEach(
        (name, value) ->
            body.writeBytes(
                ("--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value)
                    .concat("\r\n")
                    .getBytes(UTF_8)));
    body.writeBytes(
        ("--cut\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\"" + filename)
            .concat("\"\r\nContent-Type: application/octet-stream\r\n\r\n")
            .getBytes(ISO_8859_1));
    body.writeBytes(content);
    body.writeBytes("\r\n--cut--\r\n".getBytes(UTF_8));
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=cut")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /** The asset as a search shows it. */
  JsonNode hit(String id, String... more) {
    Map<String, String> parameters = pairs(more);
    parameters.put("q", "id:" + id);
    JsonNode hits = form("/services/search", parameters).get("hits");
    assertThat(hits).hasSize(1);
    return hits.get(0);
  }

  /** The next event. */
  JsonNode event() {
    return heard.isEmpty() ? json(receiver.next(PATIENCE).body()) : heard.removeFirst();
  }

  /** The next event of this type about this asset; others may come before it, and stay. */
  JsonNode event(String type, String id) {
    for (JsonNode event : List.copyOf(heard)) {
      if (is(event, type, id)) {
        heard.remove(event);
        return event;
      }
    }
    JsonNode event = json(receiver.next(PATIENCE).body());
    while (!is(event, type, id)) {
      heard.add(event);
      event = json(receiver.next(PATIENCE).body());
    }
    return event;
  }

  private static boolean is(JsonNode event, String type, String id) {
    return event.get("type").asText().equals(type) && event.get("assetId").asText().equals(id);
  }

  /** The event that says what became of the preview of a new file. */
  JsonNode previewed(String id, String state) {
    JsonNode event = event("asset_update_metadata", id);
    assertThat(event.get("changedMetadata").get("previewState").toString())
        .isEqualTo("{\"oldValue\":\"no\",\"newValue\":\"" + state + "\"}");
    return event;
  }

  /** What was received that nobody asked for yet. */
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    heard.forEach(event -> rest.add(event.toString()));
    heard.clear();
    receiver.rest().stream().map(Received::text).forEach(rest::add);
    return rest;
  }

  static JsonNode done(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isLessThan(300);
    return json(response.body());
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  private static Map<String, String> pairs(String... pairs) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  @Override
  public void close() {
    server.close();
    receiver.close();
    http.close();
  }
}
