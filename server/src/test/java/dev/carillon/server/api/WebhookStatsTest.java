package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookStatsTest {

  @TempDir Path home;

  @OnEachDatabase
  void eachWebhookIsShownWithHowItHasBeenDoing(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver failing = ScriptedReceiver.answering(404)) {
      JsonNode webhook = LoggedHooks.add(server, "failing", failing, "asset_create");
      String id = webhook.path("id").asText();
      server.asset("/s/a.txt", "one");
      server.asset("/s/b.txt", "two");

      String path = "/api/webhooks/" + id + "/stats?window=1h";
      JsonNode stats =
          LoggedHooks.until(server, path, answer -> answer.at("/byStatus/404").asInt() == 2);

      assertThat(stats.path("successRate").asDouble(1)).isZero();
      assertThat(stats.at("/byError/http_4xx").asInt()).isEqualTo(2);
      assertThat(stats.at("/byType/asset_create").asInt()).isEqualTo(2);
      assertThat(stats.path("p95Ms").asDouble()).isPositive();
      assertThat(stats.path("backlog").asInt(1)).isZero();
      assertThat(stats.path("backlogMore").asBoolean(true)).isFalse();
      assertThat(stats.path("oldestDueAgeSeconds").isNull()).isTrue();
      assertThat(stats.path("buckets")).hasSize(12);
      assertThat(sum(stats.path("buckets"), "failed")).isEqualTo(2);

      server.restart();
      JsonNode list = server.admin().get("/api/webhooks").is(200).json();
      JsonNode row = row(list, "failing");
      assertThat(row.path("health").asText()).as("two failures").isEqualTo("degraded");
      assertThat(row.path("heldUntil").isNull()).isTrue();
      assertThat(row.path("successRate24h").asDouble(1)).isZero();
      assertThat(row.path("lastDeliveryAt").isNull()).isTrue();
      assertThat(row.path("spark")).hasSize(7);
      assertThat(row.at("/spark/6/failed").asInt() + row.at("/spark/5/failed").asInt())
          .isEqualTo(2);
      JsonNode healthy = row(list, "all");
      assertThat(healthy.path("health").asText()).isEqualTo("healthy");
      assertThat(healthy.path("successRate24h").asDouble()).isEqualTo(1);
      assertThat(healthy.path("lastDeliveryAt").asText()).endsWith("Z");
      assertThat(list.toString())
          .doesNotContain(webhook.path("secretToken").asText(), "kept-in-a-drawer");

      server.admin().bare("PUT", "/services/admin/webhook/" + id + "/disable").is(200);
      server.asset("/s/c.txt", "three");
      row = row(server.admin().get("/api/webhooks").is(200).json(), "failing");
      assertThat(row.path("health").asText()).isEqualTo("disabled");
      assertThat(row.path("disabledReason").asText()).isEqualTo("manual");
      assertThat(row.path("missed").asInt()).isEqualTo(1);
      assertThat(row.path("missedMore").asBoolean(true)).isFalse();
      assertThat(row.path("backlogMore").asBoolean(true)).isFalse();
      server.admin().get("/api/webhooks/" + id + "/stats", "window", "2h").is(400);
      server.admin().get("/api/webhooks/none/stats").is(404);
    }
  }

  @ParameterizedTest
  @CsvSource({"24h, 24", "7d, 7", "30d, 30"})
  void everyWindowHasItsPieces(String window, int pieces) {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      JsonNode list = server.admin().get("/api/webhooks").is(200).json();
      JsonNode stats =
          server
              .admin()
              .get("/api/webhooks/" + list.at("/0/id").asText() + "/stats", "window", window)
              .is(200)
              .json();
      assertThat(stats.path("buckets")).hasSize(pieces);
      assertThat(stats.path("successRate").isNull()).isTrue();
    }
  }

  private static int sum(JsonNode items, String key) {
    return StreamSupport.stream(items.spliterator(), false)
        .mapToInt(item -> item.path(key).asInt())
        .sum();
  }

  private static JsonNode row(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(item -> item.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
