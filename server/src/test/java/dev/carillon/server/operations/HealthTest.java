package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says of its own health, over HTTP. */
class HealthTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path home;

  @Test
  void anybodyMayAskWhetherItLivesAndIsReady() throws Exception {
    try (OperationsServer server = OperationsServer.in(home)) {
      for (String path : new String[] {"/health/live", "/health/ready"}) {
        TestResponse answer = server.anonymous(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(answer.text()).path("status").asText())
            .isEqualTo("up");
        assertThat(answer.whole().headers().firstValue("Cache-Control")).contains("no-store");
      }
      assertThat(server.anonymous("/api/health").status()).isEqualTo(401);
    }
  }

  @Test
  void aHealthyServerSaysSo() throws Exception {
    try (OperationsServer server = OperationsServer.in(home)) {
      List<JsonNode> seen = new ArrayList<>();
      Await.until(
          "healthy",
          () -> {
            seen.add(server.get("/api/health"));
            return seen.getLast().path("verdict").asText().equals("healthy");
          });
      JsonNode health = seen.getLast();
      assertThat(health.path("summary").asText()).isEqualTo("Everything works");
      assertThat(health.path("checks").findValuesAsText("name"))
          .containsExactly(
              "database",
              "disk files",
              "disk home",
              "webhooks",
              "queue",
              "index",
              "clock",
              "backup",
              "audit",
              "fields",
              "templates",
              "consumers",
              "lease",
              "properties");
      assertThat(health.path("checks").findValuesAsText("status")).containsOnly("up");
      assertThat(health.path("queue").path("pending").asLong(-1)).isZero();
      assertThat(health.path("queue").path("oldestDueAgeSeconds").isNull()).isTrue();
      assertThat(health.path("workers").path("busy").asInt(-1)).isZero();
      assertThat(health.path("workers").path("max").asInt()).isEqualTo(1024);
      assertThat(health.path("nodes")).hasSize(1);
      assertThat(health.path("nodes").path(0).path("node").asText()).isNotEmpty();
      assertThat(health.path("nodes").path(0).path("leaseUntil").isNull()).isTrue();
      assertThat(health.path("errors").isArray()).isTrue();
      assertThat(health.path("database").path("kind").asText()).isEqualTo("sqlite");
      assertThat(health.path("database").path("writeMs").isIntegralNumber()).isTrue();
      assertThat(health.path("disk").path("home").path("freeBytes").asLong()).isPositive();
      assertThat(health.path("disk").path("home").path("path").asText())
          .isEqualTo(home.toAbsolutePath().normalize().toString());
      assertThat(health.path("version").asText()).isNotEmpty();
      assertThat(Instant.parse(health.path("startedAt").asText())).isBefore(Instant.now());
    }
  }

  @Test
  void anAttemptThatWaitsForItsAnswerIsAWorkerInUse() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    ScriptedReceiver.Script waits =
        (request, out, socket) -> {
          answered.await();
          return ScriptedReceiver.Script.status(200).answer(request, out, socket);
        };
    try (ScriptedReceiver slow = ScriptedReceiver.start(waits);
        OperationsServer server = OperationsServer.in(home, "webHooksTimeoutSeconds=60")) {
      server.webhook("slow", slow.url(), "\"eventTypes\":[\"asset_create\"]");
      server.asset("/h/one.txt");
      try {
        Await.until("one", () -> busy(server) == 1);
      } finally {
        answered.countDown();
      }
      Await.until("none", () -> busy(server) == 0);
    }
  }

  private static int busy(OperationsServer server) {
    return server.get("/api/health").path("workers").path("busy").asInt(-1);
  }

  @Test
  void failuresAreGroupedAndTrafficIsCounted() throws Exception {
    try (ScriptedReceiver bad = ScriptedReceiver.answering(500);
        OperationsServer server = OperationsServer.in(home, "webHooksRetryMaximumAttempts=0")) {
      String webhook =
          server.webhook("bad", bad.url(), "\"eventTypes\":[\"asset_create\"]").path("id").asText();
      server.asset("/h/one.txt");
      server.asset("/h/two.txt");
      bad.next(PATIENCE);
      bad.next(PATIENCE);
      Await.until(
          "both counted",
          () -> server.get("/api/health").path("errors").path(0).path("count").asInt() == 2);
      JsonNode health = server.get("/api/health");
      JsonNode error = health.path("errors").path(0);
      assertThat(error.path("errorClass").asText()).isEqualTo("http_5xx");
      assertThat(error.path("sample").asText()).contains("HTTP 500").contains(webhook);
      assertThat(health.path("rates").path("acceptedPerSecond").asDouble()).isPositive();
      assertThat(health.path("rates").path("sentPerSecond").asDouble()).isPositive();
      assertThat(health.path("verdict").asText())
          .as("a receiver's trouble is not the server's")
          .isNotEqualTo("down");
    }
  }

  @Test
  void disabledAndFailingWebhooksAndWhatWaitsForThemAreCounted() throws Exception {
    String properties = "webHooksFailuresBeforeDisable=1\nwebHooksRetryDelays=1h,2h";
    try (ScriptedReceiver bad = ScriptedReceiver.answering(503);
        OperationsServer server = OperationsServer.in(home, properties)) {
      server.webhook("bad", bad.url(), "\"eventTypes\":[\"asset_create\"]");
      String off =
          server
              .webhook("off", bad.url(), "\"eventTypes\":[\"asset_create\"],\"enabled\":false")
              .path("id")
              .asText();
      assertThat(off).isNotEmpty();
      server.asset("/h/one.txt");
      bad.next(PATIENCE);
      Await.until(
          "counted",
          () -> server.get("/api/health").path("webhooks").path("disabled").asInt() == 2);
      JsonNode health = server.get("/api/health");
      assertThat(health.path("webhooks").path("disabledByServer").asInt()).isEqualTo(1);
      assertThat(health.path("queue").path("pending").asInt()).isEqualTo(1);
      assertThat(health.path("verdict").asText()).isEqualTo("degraded");
      assertThat(health.path("summary").asText())
          .isEqualTo("2 webhooks: 1 disabled by the server, 1 disabled by a user");
      assertThat(health.path("checks").findValuesAsText("detail"))
          .anyMatch(detail -> detail.startsWith("1 delivery is pending"))
          .contains("carillon backup has not made a backup yet");
      assertThat(health.path("backup").isNull()).isTrue();
    }
  }

  @Test
  void aLineThatDoesNotCountIsNamed() throws Exception {
    try (OperationsServer server = OperationsServer.in(home)) {
      Files.writeString(server.properties(), "webHooksTimoutSeconds=3\n");
      Await.until(
          "degraded",
          () ->
              server
                  .get("/api/health")
                  .path("summary")
                  .asText()
                  .contains("webHooksTimeoutSeconds"));
      assertThat(server.get("/api/health").path("verdict").asText()).isEqualTo("degraded");
    }
  }
}
