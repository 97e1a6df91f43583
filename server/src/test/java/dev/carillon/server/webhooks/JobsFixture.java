package dev.carillon.server.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running server with one webhook, whose deliveries jobs are about. */
abstract class JobsFixture {

  static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  final RecordingReceiver receiver = RecordingReceiver.answering(404);
  private Server server;
  TestClient admin;
  String webhook;

  @BeforeEach
  void start() throws Exception {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("cluster-properties.txt"),
        "webHooksFailuresBeforeDisable=-1\nwebHooksRetryDelays=1h,2h\n");
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    options.putAll(database());
    server = Server.start(ServerConfig.read(options, Map.of()));
    admin = TestServer.admin(server);
    webhook = webhook("ring");
  }

  /** Options that say which database to use. */
  Map<String, String> database() throws Exception {
    return Map.of();
  }

  final String webhook(String name) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "%s", "url": "%s", "eventTypes": ["asset_create"]}\
            """
                .formatted(name, receiver.url()))
        .ok()
        .get("id")
        .asText();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  final List<String> heard(int count) {
    for (int i = 0; i < count; i++) {
      admin.newAsset("/Demo Zone", "a" + i + ".bin");
    }
    Await.until("heard", () -> receiver.count() == count);
    return receiver.requests().stream().map(RecordingReceiver.RecordedRequest::id).toList();
  }

  final TestResponse jobs(String body) {
    return admin.json("POST", "/api/jobs", body);
  }

  final JsonNode ended(String id) {
    Await.until("the end of the job", () -> !job(id).get("endedAt").isNull());
    return job(id);
  }

  final JsonNode job(String id) {
    return admin.bare("GET", "/api/jobs/" + id).ok();
  }

  static String numbers(JsonNode job) {
    StringBuilder numbers = new StringBuilder();
    for (String name : List.of("total", "processed", "queued", "skipped", "failed")) {
      numbers.append(name).append(' ').append(job.get(name).asInt()).append(' ');
    }
    return numbers.toString().strip();
  }

  final String state(String id) {
    return row(id).get("state").asText();
  }

  final JsonNode row(String id) {
    return admin.bare("GET", "/api/deliveries/" + id).ok();
  }
}
