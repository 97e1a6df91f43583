package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VersionsTest {

  @TempDir private Path home;

  @ParameterizedTest
  @EnumSource
  void eachVersionKeepsItsFileAndItsMetadata(TestDatabase database) {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one", "status", "New");
      stage.admin().form("/services/update", "id", id, "status", "Ready").is(200);
      checkIn(stage, id, "second", "status", "Final");
      checkIn(stage, id, "third!", "createVersion", "true");

      JsonNode list = stage.admin().get("/services/version/list", "assetId", id).is(200).json();

      assertThat(list.path("totalHits").asInt()).isEqualTo(3);
      assertThat(list.path("hits").findValuesAsText("version")).containsExactly("3", "2", "1");
      JsonNode first = list.path("hits").path(2);
      assertThat(first.path("current").asBoolean()).isFalse();
      assertThat(first.path("createdBy").asText()).isEqualTo("admin");
      assertThat(first.path("hit").path("metadata").path("status").asText()).isEqualTo("Ready");
      assertThat(first.path("hit").path("metadata").path("fileSize").path("value").asInt())
          .isEqualTo(3);
      assertThat(file(stage, first)).isEqualTo("one");
      assertThat(file(stage, list.path("hits").path(1))).isEqualTo("second");
      assertThat(list.path("hits").path(0).path("current").asBoolean()).isTrue();
      assertThat(file(stage, list.path("hits").path(0))).isEqualTo("third!");
      assertThat(
              stage
                  .admin()
                  .get("/services/version/list", "assetId", id, "start", "1", "num", "1")
                  .json()
                  .path("hits")
                  .findValuesAsText("version"))
          .containsExactly("2");
      stage.nobody().get(first.path("hit").path("originalUrl").asText()).is(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutANewVersionTheFileTakesTheNumberOfTheOldOne(TestDatabase database) {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one");
      checkIn(stage, id, "two", "createVersion", "false");

      JsonNode list = stage.admin().get("/services/version/list", "assetId", id).json();

      assertThat(list.path("totalHits").asInt()).isEqualTo(1);
      assertThat(file(stage, list.path("hits").path(0))).isEqualTo("two");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPromotedVersionComesBackUnderANewNumber(TestDatabase database) {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one", "status", "New", "description", "kept");
      checkIn(stage, id, "second", "status", "Final", "description", "");
      stage.admin().form("/services/move", "source", "/v/a.txt", "target", "/v/b.md").is(200);
      assertThat(stage.types(2)).containsExactlyInAnyOrder("asset_checkin", "asset_rename");

      TestResponse promoted =
          stage.admin().form("/services/version/promote", "assetId", id, "version", "1").is(200);

      assertThat(promoted.text()).isEqualTo("{}");
      JsonNode event = stage.event();
      assertThat(event.path("type").asText()).isEqualTo("asset_promote");
      assertThat(event.path("assetId").asText()).isEqualTo(id);
      assertThat(event.path("changedMetadata").toString()).isEqualTo("{}");
      assertThat(event.path("metadata").toString())
          .isEqualTo("{\"assetPath\":\"/v/b.md\",\"status\":\"New\",\"description\":\"kept\"}");
      JsonNode hit = found(stage, "status:New");
      assertThat(hit.path("metadata").path("versionNumber").asInt()).isEqualTo(3);
      assertThat(hit.path("metadata").path("filename").asText()).isEqualTo("b.md");
      assertThat(hit.path("metadata").path("fileSize").path("value").asInt()).isEqualTo(3);
      assertThat(stage.admin().get(hit.path("originalUrl").asText()).text()).isEqualTo("one");
      JsonNode list = stage.admin().get("/services/version/list", "assetId", id).json();
      assertThat(file(stage, list.path("hits").path(1))).isEqualTo("second");
      stage.heardAll();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBePromotedIsToldAndNothingHappens(TestDatabase database) {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one");
      TestClient admin = stage.admin();
      String promote = "/services/version/promote";

      assertThat(admin.form(promote, "assetId", id, "version", "7").is(404).text())
          .contains("version '7'");
      admin.form(promote, "assetId", id, "version", "1").is(400);
      admin.form(promote, "assetId", id, "version", "x").is(400);
      admin.form(promote, "assetId", id).is(400);
      admin.form(promote, "version", "1").is(400);
      admin.form(promote, "assetId", "unknown", "version", "1").is(404);
      stage.nobody().form(promote, "assetId", id, "version", "1").is(401);
      stage.heardAll();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOldVersionCanBeRemovedButNotTheNewest(TestDatabase database) {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one");
      checkIn(stage, id, "second");
      String delete = "/services/version/delete";

      stage.admin().form(delete, "assetId", id, "version", "2").is(400);
      assertThat(stage.admin().form(delete, "assetId", id, "version", "1").is(200).text())
          .isEqualTo("{}");

      stage.admin().form(delete, "assetId", id, "version", "1").is(404);
      stage.admin().get("/version/" + id + "/1/a.txt").is(404);
      assertThat(
              stage
                  .admin()
                  .get("/services/version/list", "assetId", id)
                  .json()
                  .path("hits")
                  .findValuesAsText("version"))
          .containsExactly("2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVersionsOfARemovedAssetAreGone(TestDatabase database) throws IOException {
    try (ApiServer stage = new ApiServer(home, database)) {
      String id = stage.asset("/v/a.txt", "one");
      checkIn(stage, id, "second");
      stage.restart();
      assertThat(stage.admin().get("/version/" + id + "/1/a.txt").is(200).text()).isEqualTo("one");

      stage.admin().form("/services/remove", "ids", id).is(200);

      stage.admin().get("/version/" + id + "/1/a.txt").is(404);
      stage.admin().get("/services/version/list", "assetId", id).is(404);
      assertThat(rescueRecords()).isEmpty();
    }
  }

  private List<Path> rescueRecords() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("files").resolve("rescue"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void checkIn(ApiServer stage, String id, String content, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "id";
    pairs[1] = id;
    System.arraycopy(more, 0, pairs, 2, more.length);
    stage.admin().upload("POST", "/services/update", "x.txt", content, pairs).is(200);
  }

  private static JsonNode found(ApiServer stage, String q) {
    return stage.admin().get("/services/search", "q", q).is(200).json().path("hits").path(0);
  }

  private static String file(ApiServer stage, JsonNode version) {
    return stage.admin().get(version.path("hit").path("originalUrl").asText()).is(200).text();
  }
}
