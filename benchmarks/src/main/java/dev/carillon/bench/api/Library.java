package dev.carillon.bench.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.RunningServer;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with some assets and webhooks that hear of every change of their metadata. */
final class Library implements AutoCloseable {

  /** Stands before a field's new value, which is the change's id, in the payload; lower case. */
  static final String MARKER = "\"newvalue\":\"";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USER = "bench";
  private static final String PASSWORD = "a password for nobody else";
  private static final int CONCURRENT = 64;

  private final Program.Options options;
  private final Path home;
  private final int fanOut;
  private RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> assets = new ArrayList<>();
  private String token = "";
  private String webhook = "";

  private Library(Program.Options options, Path home, int fanOut)
      throws IOException, InterruptedException {
    this.options = options;
    this.home = home;
    this.fanOut = fanOut;
    this.server = start(options, home);
  }

  /** Starts a server with an empty home, and fills it; one webhook. */
  static Library open(Program.Options options, RunningReceiver receiver, int assetCount)
      throws IOException, InterruptedException {
    return open(options, receiver, assetCount, 1);
  }

  /**
   * Starts a server with an empty home, and fills it.
   *
   * @param fanOut how many webhooks hear of each change
   */
  static Library open(Program.Options options, RunningReceiver receiver, int assetCount, int fanOut)
      throws IOException, InterruptedException {
    Library library = new Library(options, options.work().resolve("home"), fanOut);
    try {
      library.fill(assetCount);
      for (int i = fanOut; i > 0; i--) {
        library.webhook = library.addWebhook(receiver, i);
      }
      return library;
    } catch (IOException | RuntimeException failed) {
      library.close();
      throw failed;
    }
  }

  /** Starts a server with a home that is prepared, and fills it; no webhooks. */
  static Library in(Path home, Program.Options options, int assetCount)
      throws IOException, InterruptedException {
    Library library = new Library(options, home, 0);
    try {
      library.fill(assetCount);
      return library;
    } catch (IOException | RuntimeException failed) {
      library.close();
      throw failed;
    }
  }

  /** Stops the server and starts it again with what it has. */
  void restart() throws IOException, InterruptedException {
    server.close();
    server = start(options, home);
    token = login();
  }

  /** Starts a server, whose first user is this library's. */
  static RunningServer start(Program.Options options, Path home)
      throws IOException, InterruptedException {
    return RunningServer.start(
        List.of(options.launcher().toString()),
        home,
        Map.of("CARILLON_ADMIN_USERNAME", USER, "CARILLON_ADMIN_PASSWORD", PASSWORD));
  }

  RunningServer server() {
    return server;
  }

  /** The assets' ids. */
  List<String> assets() {
    return assets;
  }

  /** What stands in {@code Authorization}. */
  String authorization() {
    return "Bearer " + token;
  }

  private void fill(int assetCount) throws IOException, InterruptedException {
    token = login();
    for (int i = 0; i < assetCount; i++) {
      assets.add(
          call(
                  "/services/create",
                  "application/x-www-form-urlencoded",
                  "assetPath=/Bench/asset" + i + ".txt")
              .required("id")
              .asText());
    }
  }

  private String addWebhook(RunningReceiver receiver, int number)
      throws IOException, InterruptedException {
    return call(
            "/services/admin/webhook",
            "application/json",
            """
            {"name":"bench %d","url":"%s","eventTypes":["asset_update_metadata"],\
            "metadataToReturn":["assetPath","status"],"maxConcurrent":%d}\
            """
                .formatted(
                    number,
                    receiver.url("/webhook" + number),
                    CONCURRENT / fanOut + (number <= CONCURRENT % fanOut ? 1 : 0)))
        .required("id")
        .asText();
  }

  private String login() throws IOException, InterruptedException {
    token = "";
    return call(
            "/services/apilogin",
            "application/x-www-form-urlencoded",
            "clientId=bench&username=" + USER + "&password=" + PASSWORD.replace(' ', '+'))
        .required("authToken")
        .asText();
  }

  /** How many webhooks hear of each change. */
  int fanOut() {
    return fanOut;
  }

  /** The first webhook's id. */
  String webhook() {
    return webhook;
  }

  /** Says this to the API; what it answers. */
  JsonNode post(String path, String json) throws IOException, InterruptedException {
    return call(path, "application/json", json);
  }

  /** What the API shows. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return answer(request(path, "application/json").GET(), path);
  }

  /** Sets something. */
  JsonNode put(String path, String json) throws IOException, InterruptedException {
    return answer(request(path, "application/json").PUT(BodyPublishers.ofString(json)), path);
  }

  /** Removes something. */
  void delete(String path) throws IOException, InterruptedException {
    answer(request(path, "application/json").DELETE(), path);
  }

  private JsonNode call(String path, String type, String body)
      throws IOException, InterruptedException {
    return answer(request(path, type).POST(BodyPublishers.ofString(body)), path);
  }

  private HttpRequest.Builder request(String path, String type) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .header("Content-Type", type);
    if (!token.isEmpty()) {
      request.header("Authorization", authorization());
    }
    return request;
  }

  private JsonNode answer(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() throws IOException {
    http.close();
    server.close();
  }
}
