package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.io.TempDir;

class DeliveryLogTest {

  private static final String LOG = "/api/deliveries";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Markup, line ends, a zero, and bytes that are no UTF-8. */
  private static final String HOSTILE = "<script>alert(1)</script>\r\nX: y\u0000\u00ff\u00fe\"}";

  @TempDir Path home;

  @OnEachDatabase
  void aRefusedDeliveryIsShownWithBothSidesAndAWayOut(TestDatabase database) {
    Script script =
        Script.bytes(
            "HTTP/1.1 404 Not Found\r\nX-Evil: <b>\u00e4</b>\r\nContent-Length: "
                + HOSTILE.length()
                + "\r\n\r\n"
                + HOSTILE);
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      JsonNode webhook = LoggedHooks.add(server, "refusing", receiver, "asset_create");
      String asset = server.asset("/s/a.txt", "one");
      Received received = receiver.next(PATIENCE);
      String filter = "?webhook=" + webhook.path("id").asText() + "&state=exhausted";
      JsonNode item =
          LoggedHooks.until(server, LOG + filter, page -> page.path("items").size() == 1)
              .path("items")
              .get(0);
      assertThat(item.path("event").path("subject").asText()).isEqualTo(asset);
      assertThat(item.path("lastStatus").asInt()).isEqualTo(404);
      assertThat(item.path("lastError").asText()).isEqualTo("http_4xx");
      assertThat(item.path("maxAttempts").asInt()).isEqualTo(9);
      assertThat(item.path("dueAt").isNull()).isTrue();
      assertThat(item.path("endedAt").asText()).matches("20..-..-..T..:..:..\\.\\d{3}Z");

      TestResponse reply = server.admin().get(LOG + "/" + item.path("id").asText()).is(200);

      assertThat(reply.header("Content-Type")).startsWith("application/json");
      JsonNode detail = reply.json();
      assertThat(detail.path("payload").asText()).isEqualTo(received.text());
      assertThat(detail.path("payloadBytes").asInt()).isEqualTo(received.body().length);
      assertThat(detail.path("diagnosis").path("nextStep").asText()).contains("URL");
      JsonNode attempt = detail.path("attemptList").get(0);
      assertThat(attempt.path("outcome").asText()).isEqualTo("rejected");
      assertThat(attempt.path("manual").asBoolean(true)).isFalse();
      assertThat(attempt.path("answer").path("body").asText())
          .startsWith("<script>alert(1)</script>\r\nX: y\u0000")
          .endsWith("\"}");
      assertThat(attempt.path("answer").path("cut").asBoolean(true)).isFalse();
      assertThat(attempt.path("address").asText()).isEqualTo("127.0.0.1:" + receiver.port());
      assertThat(attempt.path("tls").isNull()).isTrue();
      JsonNode timings = attempt.path("timings");
      assertThat(timings.path("firstByteMs").asDouble()).isPositive();
      assertThat(timings.path("lookUpMs").asDouble(-1)).as("an address needs no look-up").isZero();
      assertThat(timings.valueStream().mapToDouble(JsonNode::asDouble).sum())
          .as("the parts are no more than the whole: %s", attempt)
          .isLessThanOrEqualTo(attempt.path("durationMs").asDouble());
      assertThat(headers(attempt)).containsExactlyElementsOf(sent(received, "********"));
      assertThat(attempt.path("request").path("rebuilt").asBoolean(true)).isFalse();
      assertThat(attempt.path("request").path("url").asText()).isEqualTo(receiver.url());
      nothingSecret(server, webhook, reply.text());
      nothingSecret(server, webhook, server.admin().get(LOG).is(200).text());
    }
  }

  private static void nothingSecret(ApiServer server, JsonNode webhook, String answer) {
    assertThat(answer)
        .as(server.url())
        .doesNotContain("kept-in-a-drawer", webhook.path("secretToken").asText(), "secretToken");
  }

  /** The headers that the receiver got, but the value of the custom one. */
  private static List<String> sent(Received received, String masked) {
    return received.headers().stream()
        .map(
            header ->
                header.getKey()
                    + ": "
                    + (header.getKey().equals("X-Api-Key") ? masked : header.getValue()))
        .toList();
  }

  private static List<String> headers(JsonNode attempt) {
    List<String> headers = new ArrayList<>();
    for (JsonNode header : attempt.path("request").path("headers")) {
      headers.add(header.path("name").asText() + ": " + header.path("value").asText());
    }
    return headers;
  }

  @OnEachDatabase
  void filtersPagesCountsAndExportsAgree(TestDatabase database) {
    String started = Instant.now().minusSeconds(5).toString();
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver failing = ScriptedReceiver.answering(418)) {
      JsonNode webhook = LoggedHooks.add(server, "=cmd|'/c calc'!A0", failing, "asset_create");
      String asset = "";
      for (int i = 0; i < 5; i++) {
        asset = server.asset("/s/" + i + ".txt", "content " + i);
        failing.next(PATIENCE);
      }
      LoggedHooks.until(
          server,
          LOG + "/counts",
          counts -> counts.at("/exhausted/count").asInt() == 5 && quiet(counts));
      JsonNode counts = server.admin().get(LOG + "/counts", "code", "4xx").is(200).json();
      assertThat(counts.at("/all/count").asInt()).isEqualTo(5);
      assertThat(counts.at("/all/more").asBoolean(true)).isFalse();
      assertThat(ids(server, "code", "418")).hasSize(5);
      assertThat(ids(server, "error", "http_4xx", "type", "asset_*")).hasSize(5);
      assertThat(ids(server, "type", "folder_*", "error", "http_4xx")).isEmpty();
      assertThat(ids(server, "asset", asset, "webhook", webhook.path("id").asText())).hasSize(1);
      assertThat(ids(server, "text", asset, "from", started)).hasSizeGreaterThanOrEqualTo(2);
      assertThat(ids(server, "state", "exhausted", "order", "oldest"))
          .isEqualTo(ids(server, "state", "exhausted").reversed());

      String ndjson = server.admin().get(LOG + "/export", "state", "exhausted").is(200).text();
      assertThat(ndjson.lines()).hasSize(5).allMatch(line -> line.startsWith("{\"id\":"));
      TestResponse csv =
          server.admin().get(LOG + "/export", "code", "418", "format", "csv").is(200);
      assertThat(csv.header("Content-Disposition")).startsWith("attachment");
      assertThat(csv.text().lines().toList())
          .hasSize(6)
          .first(InstanceOfAssertFactories.STRING)
          .startsWith("id,webhookId,webhookName,");
      assertThat(csv.text()).contains(",'=cmd|").doesNotContain(",=cmd|");
      assertThat(csv.body()).isEqualTo(csv.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean quiet(JsonNode counts) {
    return counts.at("/pending/count").asInt(1) == 0;
  }

  /** Every id, page by page. */
  private static List<String> ids(ApiServer server, String... filter) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      List<String> pairs = new ArrayList<>(List.of(filter));
      pairs.addAll(List.of("limit", "2", "cursor", cursor));
      JsonNode page = server.admin().get(LOG, pairs.toArray(String[]::new)).is(200).json();
      page.path("items").forEach(item -> ids.add(item.path("id").asText()));
      cursor = page.path("next").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    assertThat(ids).doesNotHaveDuplicates();
    return ids;
  }

  @OnEachDatabase
  void whatIsWrongIsNamedAndWhoMayNotIsSentAway(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      assertThat(admin.get(LOG, "stat", "x").is(400).text()).contains("'stat'", "'state'");
      assertThat(admin.get(LOG + "/counts", "state", "pending").is(400).text()).contains("state");
      assertThat(admin.get(LOG, "cursor", "n--").is(400).text()).contains("cursor");
      assertThat(admin.get(LOG, "cursor", "n5", "order", "oldest").is(400).text())
          .contains("cursor");
      admin.get(LOG, "limit", "201").is(400);
      assertThat(admin.get(LOG, "text", "x").is(400).json().path("detail").asText())
          .contains("from");
      admin.get(LOG + "/export", "format", "xlsx").is(400);
      admin.get(LOG + "/0123456789abcdefghij-_").is(404);
      admin.get(LOG + "/short").is(404);
      for (String path :
          List.of(
              LOG,
              LOG + "/counts",
              LOG + "/export",
              LOG + "/x",
              "/api/events",
              "/api/events/x",
              "/api/streams/events",
              "/api/streams/deliveries",
              "/api/webhooks",
              "/api/webhooks/x/stats")) {
        server.anonymous().get(path).is(401);
      }
    }
  }
}
