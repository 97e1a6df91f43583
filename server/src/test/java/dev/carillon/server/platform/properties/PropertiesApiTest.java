package dev.carillon.server.platform.properties;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.operations.OperationsServer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cluster properties over HTTP: the file stays the one truth. */
class PropertiesApiTest {

  private static final String TIMEOUT = "/api/properties/webHooksTimeoutSeconds";

  @TempDir private Path home;

  @Test
  void eachPropertyIsExplained() throws Exception {
    try (OperationsServer server = OperationsServer.in(home, "webHooksTimeoutSeconds=20")) {
      JsonNode all = server.get("/api/properties");
      assertThat(all.findValuesAsText("name"))
          .contains("serverUrl", "timeZone", "webHooksRetryDelays", "logFormat")
          .hasSizeGreaterThan(12);
      JsonNode set = one(all, "webHooksTimeoutSeconds");
      assertThat(set.path("meaning").asText()).startsWith("The timeout of a whole attempt");
      assertThat(set.path("type").asText()).isEqualTo("number");
      assertThat(set.path("allowed").asText()).isEqualTo("a whole number from 1 to 60");
      assertThat(set.path("default").asText()).isEqualTo("15");
      assertThat(set.path("value").asText()).isEqualTo("20");
      assertThat(set.path("source").asText()).isEqualTo("file");
      assertThat(set.path("needsRestart").asBoolean(true)).isFalse();
      assertThat(set.path("secret").asBoolean(true)).isFalse();
      assertThat(set.path("warning").isNull()).isTrue();
      assertThat(set.path("choices")).isEmpty();
      assertThat(one(all, "unknownFields").path("choices"))
          .extracting(JsonNode::asText)
          .containsExactly("keep", "refuse");
      assertThat(one(all, "webHooksRequireHttps").path("choices"))
          .extracting(JsonNode::asText)
          .containsExactly("true", "false");
      JsonNode untouched = one(all, "timeZone");
      assertThat(untouched.path("source").asText()).isEqualTo("default");
      assertThat(untouched.path("value")).isEqualTo(untouched.path("default"));
      assertThat(server.get(TIMEOUT)).isEqualTo(set);
      assertThat(server.anonymous("/api/properties").status()).isEqualTo(401);
    }
  }

  @Test
  void settingOneChangesItsLineOnlyAndCountsAtOnce() throws Exception {
    try (OperationsServer server =
        OperationsServer.in(
            home, "# mine", "webHooksTimeoutSeconds = 20", "", "odd line", "timeZone=UTC")) {
      JsonNode set = server.json("PUT", TIMEOUT, "{\"value\":\" 30 \"}", 200);
      assertThat(set.path("value").asText()).isEqualTo("30");
      assertThat(Files.readString(server.properties()))
          .isEqualTo("# mine\nwebHooksTimeoutSeconds=30\n\nodd line\ntimeZone=UTC\n");
      server.json("PUT", "/api/properties/logFormat", "{\"value\":\"json\"}", 200);

      JsonNode reset = server.json("DELETE", TIMEOUT, "", 200);
      assertThat(reset.path("value").asText()).isEqualTo("15");
      assertThat(reset.path("source").asText()).isEqualTo("default");
      assertThat(Files.readString(server.properties()))
          .isEqualTo("# mine\n\nodd line\ntimeZone=UTC\nlogFormat=json\n");
      server.restart();
      assertThat(server.get("/api/properties/logFormat").path("value").asText()).isEqualTo("json");
    }
  }

  @Test
  void whatIsNotAllowedIsRefusedAndNothingIsWritten() throws Exception {
    try (OperationsServer server = OperationsServer.in(home, "# untouched")) {
      refused(
          server.admin().json("PUT", TIMEOUT, "{\"value\":\"61\"}"),
          400,
          "webHooksTimeoutSeconds",
          "61");
      refused(
          server.admin().json("PUT", TIMEOUT, "{\"value\":\"3\\n4\"}"),
          400,
          "must be a whole number");
      refused(server.admin().json("PUT", TIMEOUT, "{\"value\":3}"), 400, "'value'", "must be text");
      refused(server.admin().json("PUT", TIMEOUT, "{\"valeu\":\"3\"}"), 400, "valeu", "'value'");
      refused(server.admin().json("PUT", TIMEOUT, "{}"), 400, "'value'");
      refused(server.admin().json("PUT", TIMEOUT, "[]"), 400, "a JSON object");
      refused(server.admin().json("PUT", TIMEOUT, ""), 400, "body");
      refused(
          server.admin().json("PUT", "/api/properties/webHooksTimoutSeconds", "{\"value\":\"3\"}"),
          404,
          "webHooksTimeoutSeconds");
      refused(server.admin().json("DELETE", "/api/properties/nothing", ""), 404, "nothing");
      refused(server.admin().json("PUT", TIMEOUT + "?dry=1", "{\"value\":\"3\"}"), 400, "dry");
      assertThat(Files.readString(server.properties())).isEqualTo("# untouched\n");
    }
  }

  @Test
  void whatDoesNotCountInTheFileIsNamedAtTheProperty() throws Exception {
    try (OperationsServer server =
        OperationsServer.in(home, "webHooksTimoutSeconds=20", "timeZone=Nowhere")) {
      assertThat(server.get(TIMEOUT).path("warning").asText())
          .contains("line 1")
          .contains("webHooksTimoutSeconds");
      JsonNode zone = server.get("/api/properties/timeZone");
      assertThat(zone.path("warning").asText()).contains("line 2").contains("'UTC' stays");
      assertThat(zone.path("value").asText()).isEqualTo("UTC");
      server.json("PUT", "/api/properties/timeZone", "{\"value\":\"Europe/Berlin\"}", 200);
      assertThat(server.get("/api/properties/timeZone").path("warning").isNull()).isTrue();
    }
  }

  @Test
  void aHandEditCountsAndIsKept() throws Exception {
    try (OperationsServer server = OperationsServer.in(home, "webHooksTimeoutSeconds=20")) {
      Files.writeString(server.properties(), "# by hand\nwebHooksTimeoutSeconds=25\n");
      server.json("PUT", "/api/properties/timeZone", "{\"value\":\"Europe/Berlin\"}", 200);
      assertThat(Files.readString(server.properties()))
          .isEqualTo("# by hand\nwebHooksTimeoutSeconds=25\ntimeZone=Europe/Berlin\n");
      assertThat(server.get(TIMEOUT).path("value").asText()).isEqualTo("25");
      Files.writeString(server.properties(), "webHooksTimeoutSeconds=26\n");
      Await.until("seen", () -> server.get(TIMEOUT).path("value").asText().equals("26"));
    }
  }

  @Test
  void manyWritersAtOnceLoseNothing() throws Exception {
    List<String> keys =
        List.of(
            "webHooksTimeoutSeconds",
            "webHooksMaxConcurrentPerWebhook",
            "webHooksRetryMaximumAttempts",
            "webHooksRetentionDays");
    try (OperationsServer server = OperationsServer.in(home, "# start");
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      server.get(TIMEOUT); // who is known is not slowed down as one who guesses passwords
      List<Callable<Integer>> calls = new ArrayList<>();
      for (String key : keys) {
        for (int i = 0; i < 10; i++) {
          String body = "{\"value\":\"" + (20 + i) + "\"}";
          calls.add(() -> server.admin().json("PUT", "/api/properties/" + key, body).status());
        }
      }
      for (Future<Integer> call : callers.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(200);
      }
      List<String> lines = Files.readAllLines(server.properties());
      assertThat(lines).hasSize(5).startsWith("# start");
      for (String key : keys) {
        assertThat(lines).filteredOn(line -> line.startsWith(key + "=2")).hasSize(1);
        assertThat(server.get("/api/properties/" + key).path("source").asText()).isEqualTo("file");
      }
    }
  }

  private static JsonNode one(JsonNode all, String name) {
    for (JsonNode each : all) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("there is no " + name);
  }

  private static void refused(TestResponse answer, int status, String... words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(words);
    assertThat(answer.whole().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }
}
