package dev.carillon.server.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A running server with one webhook, whose deliveries jobs are about. */
abstract class JobsFixture {

  static final String WEBHOOKS = "/services/admin/webhook/";

  @Parameter private TestDatabase database;
  @TempDir private Path home;
  final RecordingReceiver receiver = RecordingReceiver.answering(404);
  private TestServer server;
  TestClient admin;
  String webhook;

  @BeforeEach
  void start() {
    String[] properties = {"webHooksFailuresBeforeDisable=-1", "webHooksRetryDelays=1h,2h"};
    server = new TestServer(TestServer.withProperties(home, properties), database.fresh());
    admin = server.admin();
    webhook = webhook("ring");
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
