package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {

  @TempDir private Path home;

  @OnEachDatabase
  void eachVersionKeepsItsFileAndItsMetadata(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one", "status", "New");
      server.admin().form("/services/update", "id", id, "status", "Ready").is(200);
      checkIn(server, id, "second", "status", "Final");
      checkIn(server, id, "third!", "createVersion", "true");

      JsonNode list = server.admin().get("/services/version/list", "assetId", id).is(200).json();

      assertThat(list.path("totalHits").asInt()).isEqualTo(3);
      assertThat(list.path("hits").findValuesAsText("version")).containsExactly("3", "2", "1");
      JsonNode first = list.path("hits").path(2);
      assertThat(first.path("current").asBoolean()).isFalse();
      assertThat(first.path("createdBy").asText()).isEqualTo("admin");
      assertThat(first.path("hit").path("metadata").path("status").asText()).isEqualTo("Ready");
      assertThat(first.path("hit").path("metadata").path("fileSize").path("value").asInt())
          .isEqualTo(3);
      assertThat(file(server, first)).isEqualTo("one");
      assertThat(file(server, list.path("hits").path(1))).isEqualTo("second");
      assertThat(list.path("hits").path(0).path("current").asBoolean()).isTrue();
      assertThat(file(server, list.path("hits").path(0))).isEqualTo("third!");
      assertThat(
              server
                  .admin()
                  .get("/services/version/list", "assetId", id, "start", "1", "num", "1")
                  .json()
                  .path("hits")
                  .findValuesAsText("version"))
          .containsExactly("2");
      server.anonymous().get(first.path("hit").path("originalUrl").asText()).is(401);
    }
  }

  @OnEachDatabase
  void withoutANewVersionTheFileTakesTheNumberOfTheOldOne(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one");
      checkIn(server, id, "two", "createVersion", "false");

      JsonNode list = server.admin().get("/services/version/list", "assetId", id).json();

      assertThat(list.path("totalHits").asInt()).isEqualTo(1);
      assertThat(file(server, list.path("hits").path(0))).isEqualTo("two");
    }
  }

  @OnEachDatabase
  void aPromotedVersionComesBackUnderANewNumber(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one", "status", "New", "description", "kept");
      checkIn(server, id, "second", "status", "Final", "description", "");
      server.admin().form("/services/move", "source", "/v/a.bin", "target", "/v/b.md").is(200);
      assertThat(server.types(2)).containsExactlyInAnyOrder("asset_checkin", "asset_rename");

      TestResponse promoted =
          server.admin().form("/services/version/promote", "assetId", id, "version", "1").is(200);

      assertThat(promoted.text()).isEqualTo("{}");
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_promote");
      assertThat(event.path("assetId").asText()).isEqualTo(id);
      assertThat(event.path("changedMetadata").toString()).isEqualTo("{}");
      assertThat(event.path("metadata").toString())
          .isEqualTo("{\"assetPath\":\"/v/b.md\",\"status\":\"New\",\"description\":\"kept\"}");
      JsonNode hit = found(server, "status:New");
      assertThat(hit.path("metadata").path("versionNumber").asInt()).isEqualTo(3);
      assertThat(hit.path("metadata").path("filename").asText()).isEqualTo("b.md");
      assertThat(hit.path("metadata").path("fileSize").path("value").asInt()).isEqualTo(3);
      assertThat(server.admin().get(hit.path("originalUrl").asText()).text()).isEqualTo("one");
      JsonNode list = server.admin().get("/services/version/list", "assetId", id).json();
      assertThat(file(server, list.path("hits").path(1))).isEqualTo("second");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void whatCannotBePromotedIsToldAndNothingHappens(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one");
      TestClient admin = server.admin();
      String promote = "/services/version/promote";

      assertThat(admin.form(promote, "assetId", id, "version", "7").is(404).text())
          .contains("version '7'");
      admin.form(promote, "assetId", id, "version", "1").is(400);
      admin.form(promote, "assetId", id, "version", "x").is(400);
      admin.form(promote, "assetId", id).is(400);
      admin.form(promote, "version", "1").is(400);
      admin.form(promote, "assetId", "unknown", "version", "1").is(404);
      server.anonymous().form(promote, "assetId", id, "version", "1").is(401);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void anOldVersionCanBeRemovedButNotTheNewest(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one");
      checkIn(server, id, "second");
      String delete = "/services/version/delete";

      server.admin().form(delete, "assetId", id, "version", "2").is(400);
      assertThat(server.admin().form(delete, "assetId", id, "version", "1").is(200).text())
          .isEqualTo("{}");

      server.admin().form(delete, "assetId", id, "version", "1").is(404);
      server.admin().get("/version/" + id + "/1/a.bin").is(404);
      assertThat(
              server
                  .admin()
                  .get("/services/version/list", "assetId", id)
                  .json()
                  .path("hits")
                  .findValuesAsText("version"))
          .containsExactly("2");
    }
  }

  @OnEachDatabase
  void theVersionsOfARemovedAssetAreGone(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/v/a.bin", "one");
      checkIn(server, id, "second");
      server.restart();
      assertThat(server.admin().get("/version/" + id + "/1/a.bin").is(200).text()).isEqualTo("one");

      server.admin().form("/services/remove", "ids", id).is(200);

      server.admin().get("/version/" + id + "/1/a.bin").is(404);
      server.admin().get("/services/version/list", "assetId", id).is(404);
      assertThat(rescueRecords()).isEmpty();
    }
  }

  private List<Path> rescueRecords() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("files").resolve("rescue"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void checkIn(ApiServer server, String id, String content, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "id";
    pairs[1] = id;
    System.arraycopy(more, 0, pairs, 2, more.length);
    server.admin().upload("POST", "/services/update", "x.bin", content, pairs).is(200);
  }

  private static JsonNode found(ApiServer server, String q) {
    return server.admin().get("/services/search", "q", q).is(200).json().path("hits").path(0);
  }

  private static String file(ApiServer server, JsonNode version) {
    return server.admin().get(version.path("hit").path("originalUrl").asText()).is(200).text();
  }
}
