package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** The log shows each request as a receiver got it, whatever became of the webhook since. */
class AsSentTest {

  private static final String LOG = "/api/deliveries";
  private static final String WEBHOOK = "/services/admin/webhook/";
  private static final String RETRY_DELAYS = "/api/properties/webHooksRetryDelays";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path home;

  @OnEachDatabase
  void whateverChangesAfterwardsEachRequestIsShownAsItCame(TestDatabase database) {
    AtomicInteger status = new AtomicInteger(503);
    Script script =
        (request, out, socket) -> Script.status(status.get()).answer(request, out, socket);
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.start(script);
        ScriptedReceiver other = ScriptedReceiver.answering(204)) {
      String id = LoggedHooks.add(server, "taking", receiver, "asset_create").path("id").asText();
      String path = WEBHOOK + id;
      server.admin().json("PUT", RETRY_DELAYS, "{\"value\": \"1h\"}").is(200);
      server.asset("/s/a.bin", "one");
      List<Received> first = new ArrayList<>(List.of(receiver.next(PATIENCE)));
      String retried = delivery(server, id, 1).path("id").asText();

      // the retry is by other settings than the first attempt
      set(
          server,
          path,
          "{\"customHeaders\": {\"X-Late\": \"a new one\", \"x-api-key\": \"********\"}}");
      server.admin().json("POST", path + "/generate-token", "{\"overlapHours\": 5}").is(200);
      status.set(204);
      server.admin().bare("POST", LOG + "/" + retried + "/retry").is(200);
      first.add(receiver.next(PATIENCE));
      server.asset("/s/b.bin", "two");
      Received overlapping = receiver.next(PATIENCE);
      String second = delivery(server, id, 2).path("id").asText();

      server.admin().bare("POST", "/api/webhooks/" + id + "/end-overlap").is(204);
      set(
          server,
          path,
          "{\"url\": \"%s/elsewhere?key=v%%C3%%A4\", \"customHeaders\": {\"X-Other\": \"third\"}}"
              .formatted(other.url()));
      server.asset("/s/c.bin", "three");
      Received moved = other.next(PATIENCE);
      String third = delivery(server, id, 3).path("id").asText();
      server.admin().bare("POST", path + "/generate-token").is(200);
      set(server, path, "{\"url\": \"%s/later\", \"customHeaders\": {}}".formatted(receiver.url()));
      server.admin().bare("DELETE", path).is(204);

      assertThat(overlapping.header("webhook-signature").orElseThrow()).contains(" v1,");
      assertThat(shown(server, retried, receiver.url())).isEqualTo(captured(first));
      assertThat(shown(server, second, receiver.url())).isEqualTo(captured(List.of(overlapping)));
      assertThat(shown(server, third, other.url() + "/elsewhere?key=v%C3%A4"))
          .isEqualTo(captured(List.of(moved)));
      String text = server.admin().get(LOG + "/" + third).is(200).text();
      assertThat(text).doesNotContain("third\"", "a new one", "kept-in-a-drawer", "secretToken");
      assertThat(revisions(server, retried)).containsExactly(1, 3);
      assertThat(revisions(server, third)).containsExactly(5);
    }
  }

  private static void set(ApiServer server, String path, String body) {
    server.admin().json("PUT", path, body).is(200);
  }

  /** The newest delivery, once there are so many and it has been attempted. */
  private static JsonNode delivery(ApiServer server, String webhook, int count) {
    return LoggedHooks.until(
            server,
            LOG + "?webhook=" + webhook,
            page ->
                page.path("items").size() == count
                    && page.at("/items/0/attempts").asInt() > 0
                    && !page.at("/items/0/state").asText().equals("none"))
        .at("/items/0");
  }

  /** What the log shows of each request of a delivery, line by line. */
  private static List<String> shown(ApiServer server, String delivery, String url) {
    List<String> lines = new ArrayList<>();
    JsonNode detail =
        LoggedHooks.until(
            server, LOG + "/" + delivery, one -> one.path("state").asText().equals("delivered"));
    for (JsonNode attempt : detail.path("attemptList")) {
      JsonNode request = attempt.path("request");
      assertThat(request.path("rebuilt").asBoolean(true)).isFalse();
      assertThat(request.path("sent").asBoolean(false)).isTrue();
      assertThat(request.path("url").asText()).isEqualTo(url);
      lines.add(request.path("line").asText());
      for (JsonNode header : request.path("headers")) {
        lines.add(header.path("name").asText() + ": " + header.path("value").asText());
      }
      lines.add(detail.path("payload").asText());
    }
    return lines;
  }

  private static List<Integer> revisions(ApiServer server, String delivery) {
    List<Integer> revisions = new ArrayList<>();
    JsonNode detail = server.admin().get(LOG + "/" + delivery).is(200).json();
    for (JsonNode attempt : detail.path("attemptList")) {
      revisions.add(attempt.at("/request/revision").asInt());
    }
    return revisions;
  }

  /** What came over the wire, but for the values of custom headers. */
  private static List<String> captured(List<Received> requests) {
    List<String> lines = new ArrayList<>();
    for (Received request : requests) {
      lines.add(request.requestLine());
      request
          .headers()
          .forEach(
              header -> {
                boolean custom =
                    List.of("X-Api-Key", "x-api-key", "X-Late", "X-Other")
                        .contains(header.getKey());
                lines.add(header.getKey() + ": " + (custom ? "********" : header.getValue()));
              });
      lines.add(request.text());
    }
    return lines;
  }

  @OnEachDatabase
  void aFirstAttemptThatWentWellIsKeptWholeWhereThatIsWanted(TestDatabase database) {
    Script script =
        Script.bytes(
            "HTTP/1.1 201 Created\r\nX-Job: 17\r\nX-Echo: kept-in-a-drawer\r\nContent-Length: 28"
                + "\r\n\r\nyou sent: kept-in-a-drawer ok");
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      JsonNode webhook = LoggedHooks.add(server, "taking", receiver, "asset_create");
      String id = webhook.path("id").asText();
      assertThat(webhook.path("logResponses").asText()).isEqualTo("failures");
      server.asset("/s/a.bin", "one");
      JsonNode plain = attempt(server, delivery(server, id, 1));
      assertThat(plain.path("answer").isNull()).isTrue();
      assertThat(plain.path("address").isNull()).isTrue();

      String changed =
          server.admin().json("POST", WEBHOOK + id, "{\"logResponses\": \"all\"}").is(200).text();
      assertThat(changed).contains("\"logResponses\":\"all\"");
      server.asset("/s/b.bin", "two");
      JsonNode item = delivery(server, id, 2);
      assertThat(item.path("lastStatus").asInt()).isEqualTo(201);
      JsonNode whole = attempt(server, item);
      assertThat(whole.at("/address").asText()).isEqualTo("127.0.0.1:" + receiver.port());
      assertThat(whole.at("/answer/body").asText()).startsWith("you sent: ********");
      assertThat(whole.at("/answer/headers").toString()).contains("X-Job", "17");
      assertThat(whole.toString()).doesNotContain("kept-in-a-drawer");
      assertThat(whole.at("/timings/firstByteMs").asDouble()).isPositive();
      assertThat(whole.at("/status").asInt()).isEqualTo(201);
      assertThat(whole.at("/request/revision").asInt()).isEqualTo(1);

      String refused =
          server.admin().json("POST", WEBHOOK + id, "{\"logResponses\": \"some\"}").is(400).text();
      assertThat(refused).contains("logResponses", "some", "failures or all");
    }
  }

  private static JsonNode attempt(ApiServer server, JsonNode item) {
    JsonNode detail = server.admin().get(LOG + "/" + item.path("id").asText()).is(200).json();
    assertThat(detail.path("attemptList")).hasSize(1);
    return detail.at("/attemptList/0");
  }
}
