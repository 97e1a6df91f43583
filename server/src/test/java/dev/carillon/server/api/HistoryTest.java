package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  private static final String HISTORY = "/services/asset/history";

  @TempDir private Path home;

  @OnEachDatabase
  void everyActionIsInTheHistoryNewestFirst(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = live(server);

      assertThat(actions(server, id))
          .containsExactly(
              "COPY_VERSION",
              "MOVE",
              "RENAME",
              "DOWNLOAD",
              "CHECKIN",
              "CHECKOUT",
              "UNDO_CHECKOUT",
              "CHECKOUT",
              "METADATA_UPDATE",
              "CREATE");
      server.restart();
      assertThat(actions(server, id)).hasSize(10);
      server.admin().form("/services/remove", "ids", id).is(200);
      assertThat(actions(server, id)).startsWith("REMOVE").hasSize(11);
    }
  }

  @OnEachDatabase
  void aRecordSaysWhoDidWhatAndWhatChanged(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = live(server);
      JsonNode answer = server.admin().get(HISTORY, "id", id, "actions", "METADATA_UPDATE").json();

      assertThat(answer.path("totalHits").asInt()).isEqualTo(1);
      JsonNode hit = answer.path("hits").path(0);
      JsonNode usage = hit.path("usageStatsRecord");
      assertThat(usage.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
      assertThat(Math.abs(usage.path("logDate").asLong() - System.currentTimeMillis()))
          .isLessThan(600_000);
      assertThat(usage.path("userName").asText()).isEqualTo("admin");
      assertThat(usage.path("remoteAddr").asText()).isEqualTo("127.0.0.1");
      assertThat(usage.path("assetId").asText()).isEqualTo(id);
      assertThat(usage.path("assetPath").asText()).isEqualTo("/h/a.bin");
      assertThat(usage.path("assetType").asText()).isEqualTo("unknown");
      assertThat(usage.path("assetDomain").asText()).isEqualTo("generic");
      assertThat(usage.path("changedMetadata").toString())
          .isEqualTo("{\"status\":{\"oldValue\":null,\"newValue\":\"Ready\"}}");
      assertThat(usage.path("details").toString()).isEqualTo("{}");
      assertThat(hit.path("versionCreatingAction").asBoolean()).isFalse();
      assertThat(hit.path("hit").path("id").asText()).isEqualTo(id);
    }
  }

  @OnEachDatabase
  void whatMadeAVersionShowsItAsItWas(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = live(server);

      JsonNode hits = server.admin().get(HISTORY, "id", id, "detailLevel", "1").json().path("hits");

      assertThat(names(hits)).containsExactly("COPY_VERSION", "CHECKIN", "CREATE");
      assertThat(hits.path(2).at("/usageStatsRecord/changedMetadata").toString()).isEqualTo("{}");
      for (JsonNode hit : hits) {
        assertThat(hit.path("versionCreatingAction").asBoolean()).isTrue();
      }
      JsonNode created = hits.path(2).path("hit");
      assertThat(created.path("metadata").path("versionNumber").asInt()).isEqualTo(1);
      assertThat(created.path("metadata").path("status").asText()).isEqualTo("Ready");
      assertThat(server.admin().get(created.path("originalUrl").asText()).text()).isEqualTo("one");
    }
  }

  @OnEachDatabase
  void levelsShowMoreAndMore(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = live(server);

      assertThat(actions(server, id, "detailLevel", "2"))
          .containsExactly("COPY_VERSION", "MOVE", "RENAME", "CHECKIN", "CREATE");
      assertThat(actions(server, id, "detailLevel", "3"))
          .containsExactly("COPY_VERSION", "MOVE", "RENAME", "DOWNLOAD", "CHECKIN", "CREATE");
      assertThat(actions(server, id, "detailLevel", "4")).hasSize(10);
      assertThat(actions(server, id, "detailLevel", "5", "actions", "MOVE")).hasSize(10);
      assertThat(actions(server, id, "actions", "MOVE, RENAME")).containsExactly("MOVE", "RENAME");
      assertThat(actions(server, id, "start", "1", "num", "2")).containsExactly("MOVE", "RENAME");
      JsonNode all = server.admin().get(HISTORY, "id", id).json();
      assertThat(all.path("totalHits").asInt()).isEqualTo(all.path("hits").size());
      JsonNode none = server.admin().get(HISTORY, "id", id, "num", "0").json();
      assertThat(none.path("totalHits").asInt()).isGreaterThanOrEqualTo(10);
      assertThat(none.path("hits")).isEmpty();
      assertThat(server.admin().get(HISTORY, "id", id, "detailLevel", "6").is(400).text())
          .contains("detailLevel", "from 0 to 5");
      server.admin().get(HISTORY, "id", "unknown").is(404);
      server.admin().get(HISTORY).is(400);
    }
  }

  @OnEachDatabase
  void movesAndCopiesSayWhereFrom(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = live(server);
      server.admin().form("/services/copy", "source", "/i/b.bin", "target", "/i/c.bin").is(200);
      String copy =
          server
              .admin()
              .get("/services/search", "q", "assetPath:\"/i/c.bin\"")
              .json()
              .path("hits")
              .path(0)
              .path("id")
              .asText();

      JsonNode move = server.admin().get(HISTORY, "id", id, "actions", "MOVE").json().path("hits");
      JsonNode made = server.admin().get(HISTORY, "id", copy).json().path("hits").path(0);

      assertThat(move.path(0).path("usageStatsRecord").path("sourceAssetPath").asText())
          .isEqualTo("/h/b.bin");
      assertThat(made.path("usageStatsRecord").path("action").asText()).isEqualTo("COPY");
      assertThat(made.path("usageStatsRecord").path("sourceAssetPath").asText())
          .isEqualTo("/i/b.bin");
      assertThat(made.path("usageStatsRecord").path("sourceAssetId").asText()).isEqualTo(id);
    }
  }

  @OnEachDatabase
  void aRefusedChangeIsNotInTheHistory(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/h/a.bin", "one");
      server.asset("/h/b.bin", "two");

      server.admin().form("/services/update", "id", id, "rating", "many").is(400);
      server.admin().form("/services/update", "id", id, "name", "b.bin", "status", "X").is(409);
      server.admin().form("/services/update", "id", id, "status", "").is(200);

      assertThat(actions(server, id)).containsExactly("CREATE");
    }
  }

  @OnEachDatabase
  void aDownloadInPiecesIsOneAndOneFromTheCacheIsNone(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/h/a.bin", "0123456789");
      String file = "/file/" + id + "/*/a.bin";

      String tag = server.admin().with("Range", "bytes=0-3", file).is(206).header("ETag");
      server.admin().with("Range", "bytes=4-9", file).is(206);
      server.admin().with("If-None-Match", tag, file).is(304);
      server.admin().bare("HEAD", file).is(200);

      assertThat(actions(server, id)).containsExactly("DOWNLOAD", "CREATE");
    }
  }

  @OnEachDatabase
  void integrationsWriteTheirOwnActionsWithAnyDetails(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/h/a.bin", "one");

      TestResponse logged =
          server
              .admin()
              .form(
                  "/services/logUsage",
                  "assetId",
                  id,
                  "action",
                  "PUBLISHED",
                  "channel",
                  "web",
                  "page",
                  "1",
                  "page",
                  "2")
              .is(200);

      assertThat(logged.text()).isEqualTo("{}");
      JsonNode usage =
          server
              .admin()
              .get(HISTORY, "id", id, "actions", "CUSTOM_ACTION_PUBLISHED")
              .json()
              .path("hits")
              .path(0)
              .path("usageStatsRecord");
      assertThat(usage.path("action").asText()).isEqualTo("CUSTOM_ACTION_PUBLISHED");
      assertThat(usage.path("userName").asText()).isEqualTo("admin");
      assertThat(usage.path("details").toString())
          .isEqualTo("{\"channel\":\"web\",\"page\":[\"1\",\"2\"]}");
      server
          .admin()
          .form("/services/logUsage", "assetID", id, "action", "CUSTOM_ACTION_PRINTED")
          .is(200);
      assertThat(actions(server, id, "actions", "CUSTOM_ACTION_PRINTED")).hasSize(1);
      server.admin().form("/services/logUsage", "assetId", id).is(400);
      server.admin().form("/services/logUsage", "assetId", id, "action", "a b").is(400);
      server.admin().form("/services/logUsage", "assetId", "x", "action", "A").is(404);
    }
  }

  /** Ten actions with one asset. */
  private static String live(ApiServer server) {
    TestClient admin = server.admin();
    String id = server.asset("/h/a.bin", "one");
    admin.form("/services/update", "id", id, "status", "Ready").is(200);
    admin.form("/services/checkout/" + id).is(200);
    admin.form("/services/undocheckout/" + id).is(200);
    admin.form("/services/checkout/" + id).is(200);
    admin.upload("POST", "/services/update", "a.bin", "second", "id", id).is(200);
    admin.get("/file/" + id + "/*/a.bin").is(200);
    admin.form("/services/move", "source", "/h/a.bin", "target", "/h/b.bin").is(200);
    admin.form("/services/move", "source", "/h/b.bin", "target", "/i/b.bin").is(200);
    admin.form("/services/version/promote", "assetId", id, "version", "1").is(200);
    return id;
  }

  private static List<String> actions(ApiServer server, String id, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "id";
    pairs[1] = id;
    System.arraycopy(more, 0, pairs, 2, more.length);
    return names(server.admin().get(HISTORY, pairs).is(200).json().path("hits"));
  }

  /**
   * What users did. On a busy machine a file is read after its upload was answered, which the
   * server then adds to the history in its own name.
   */
  private static List<String> names(JsonNode hits) {
    List<String> names = new ArrayList<>();
    for (JsonNode hit : hits) {
      JsonNode usage = hit.path("usageStatsRecord");
      if (!usage.path("userName").asText().equals("system")) {
        names.add(usage.path("action").asText());
      }
    }
    return names;
  }
}
