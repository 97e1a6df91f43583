package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Removing, restoring, and deleting for good, as callers and receivers see it. */
@OnEachDatabase
@TestInstance(Lifecycle.PER_CLASS)
class TrashTest {

  private static final String PATH = "/api/trash";

  @Parameter private TestDatabase database;

  private ApiServer server;
  private TestClient admin;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server = new ApiServer(home, database);
    admin = server.admin();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @Test
  void aRemovedAssetComesBackAsItWas() {
    String id = server.asset("/Back/a.txt", "one", "status", "New", "description", "kept");
    String other = server.asset("/Back/other.txt", "other");
    admin
        .upload("POST", "/services/update", "a.txt", "second", "id", id, "status", "Final")
        .is(200);
    assertThat(server.event().path("type").asText()).isEqualTo("asset_checkin");
    admin
        .form(
            "/services/createRelation",
            "relationType",
            "related",
            "target1Id",
            id,
            "target2Id",
            other)
        .is(200);
    JsonNode before = hit(id).path("metadata");

    removes(id);
    restores(id);
    assertThat(hit(id).path("metadata")).isEqualTo(before);
    assertThat(admin.get(hit(id).path("originalUrl").asText()).is(200).text()).isEqualTo("second");
    assertThat(
            admin
                .get("/services/version/list", "assetId", id)
                .is(200)
                .json()
                .path("totalHits")
                .asInt())
        .isEqualTo(2);
    assertThat(found("relatedTo:" + other)).isEqualTo(1);
    assertThat(
            admin
                .form("/services/asset/history", "id", id, "detailLevel", "5")
                .is(200)
                .json()
                .findValuesAsText("action"))
        .containsSubsequence("RESTORE", "REMOVE");
    assertThat(list("folder", "/Back").path("items")).isEmpty();
    admin.form("/services/update", "id", id, "status", "New").is(200);
    assertThat(server.event().path("type").asText()).isEqualTo("asset_update_metadata");
    server.heardAll();
  }

  private void removes(String id) {
    assertThat(admin.form("/services/remove", "ids", id).is(200).text())
        .isEqualTo("{\"processedCount\":1,\"errorCount\":0}");
    assertThat(server.event().toString())
        .contains("\"type\":\"asset_remove\",\"assetId\":\"" + id + "\"")
        .endsWith(
            "\"metadata\":{\"assetPath\":\"/Back/a.txt\",\"status\":\"Final\","
                + "\"description\":\"kept\"},\"changedMetadata\":{}}");
    assertThat(found(id)).isZero();
    assertThat(found("assetPath:\"/Back/a.txt\"")).isZero();
    admin.form("/services/update", "id", id, "status", "New").is(404);
    JsonNode item = list("folder", "/Back").path("items").path(0);
    assertThat(item.path("id").asText()).isEqualTo(id);
    assertThat(item.path("removedBy").asText()).isEqualTo("admin");
    assertThat(item.path("fileSize").asInt()).isEqualTo(6);
    assertThat(item.path("bytes").asInt()).isEqualTo(9);
    assertThat(item.path("folderGone").asBoolean()).isFalse();
    assertThat(
            Duration.between(
                Instant.parse(item.path("removedAt").asText()),
                Instant.parse(item.path("keptUntil").asText())))
        .isEqualTo(Duration.ofDays(30));
  }

  private void restores(String id) {
    JsonNode restored = restore("rename", id);
    assertThat(restored.path("failed")).isEmpty();
    assertThat(restored.path("restored").path(0).path("assetPath").asText())
        .isEqualTo("/Back/a.txt");
    JsonNode event = server.event();
    assertThat(event.path("type").asText()).isEqualTo("asset_create");
    assertThat(event.path("assetId").asText()).isEqualTo(id);
    assertThat(event.path("changedMetadata").path("status").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"Final\"}");
  }

  @Test
  void aTakenPlaceIsRenamedOrRefused() {
    String id = removed("/Taken/a.txt");
    String there = server.asset("/Taken/a.txt", "another");
    JsonNode refused = restore("fail", id).path("failed").path(0);
    assertThat(refused.path("status").asInt()).isEqualTo(409);
    assertThat(refused.path("message").asText()).isEqualTo("'/Taken/a.txt' already exists");
    assertThat(list("folder", "/Taken").path("items")).hasSize(1);

    assertThat(restore("rename", id).path("restored").path(0).path("assetPath").asText())
        .isEqualTo("/Taken/a-1.txt");
    JsonNode metadata = hit(id).path("metadata");
    assertThat(metadata.path("filename").asText()).isEqualTo("a-1.txt");
    assertThat(hit(there).path("metadata").path("assetPath").asText()).isEqualTo("/Taken/a.txt");
    JsonNode again = restore("rename", id).path("failed").path(0);
    assertThat(again.path("status").asInt()).isEqualTo(404);
    assertThat(again.path("message").asText()).contains("asset in the trash '" + id + "'");
    assertThat(server.event().path("type").asText()).isEqualTo("asset_create");
    server.heardAll();
  }

  @Test
  void aRemovedFolderIsMadeAgainForItsAssets() {
    String one = server.asset("/Gone/in/one.txt", "1");
    String two = server.asset("/Gone/two.txt", "2");
    admin.form("/services/remove", "folderPath", "/Gone").is(200);
    assertThat(server.types(4))
        .containsExactly("asset_remove", "asset_remove", "folder_remove", "folder_remove");
    JsonNode items = list("folder", "/Gone").path("items");
    assertThat(items.findValuesAsText("folderGone")).containsExactly("true", "true");

    JsonNode restored = restore("rename", one, two);
    assertThat(restored.path("restored").findValuesAsText("assetPath"))
        .containsExactly("/Gone/in/one.txt", "/Gone/two.txt");
    assertThat(server.types(4))
        .containsExactly("folder_create", "folder_create", "asset_create", "asset_create");
    server.heardAll();
  }

  @Test
  void whatIsDeletedForGoodIsGone() {
    String one = removed("/Purged/one.txt");
    String two = removed("/Purged/in/two.txt");
    String elsewhere = removed("/Purged-not/three.txt");
    admin.bare("DELETE", PATH + "/" + one).is(204);
    admin.bare("DELETE", PATH + "/" + one).is(404);
    assertThat(admin.bare("DELETE", PATH + "?folder=/Purged").is(200).text())
        .isEqualTo("{\"deleted\":1,\"more\":false}");
    assertThat(restore("rename", two).path("failed")).hasSize(1);
    assertThat(restore("rename", elsewhere).path("failed")).isEmpty();
    assertThat(server.event().path("type").asText()).isEqualTo("asset_create");
    server.heardAll();
  }

  @Test
  void theListIsPagedAndFiltered() {
    for (String name : List.of("Clock_1.txt", "clock_2.txt", "bell%.txt", "Clock_3.txt")) {
      removed("/Listed/" + name);
    }
    JsonNode page = list("folder", "/listed", "limit", "3");
    assertThat(page.path("items").findValuesAsText("name"))
        .containsExactly("Clock_3.txt", "bell%.txt", "clock_2.txt");
    assertThat(page.path("trashDays").asInt()).isEqualTo(30);
    assertThat(page.path("totals").path("assets").asInt()).isGreaterThanOrEqualTo(4);
    JsonNode last = list("folder", "/listed", "limit", "3", "cursor", page.path("next").asText());
    assertThat(last.path("items").findValuesAsText("name")).containsExactly("Clock_1.txt");
    assertThat(last.path("next").isNull()).isTrue();
    assertThat(names("folder", "/Listed", "name", "CLOCK_")).hasSize(3);
    assertThat(names("folder", "/Listed", "name", "%")).containsExactly("bell%.txt");
    assertThat(names("folder", "/Listed", "removedBy", "ADMIN")).hasSize(4);
    assertThat(names("folder", "/Listed", "removedBy", "ann")).isEmpty();
  }

  @Test
  void badInputIsRefused() {
    TestClient any = admin.unchecked();
    assertThat(any.bare("DELETE", PATH).is(400).text())
        .contains("Either 'folder' or 'everything' is required");
    any.bare("DELETE", PATH + "?everything=true&folder=/a").is(400);
    any.get(PATH, "cursor", "nonsense").is(400);
    any.get(PATH, "limit", "201").is(400);
    any.get(PATH, "folder", "/a:b").is(400);
    any.json("POST", PATH + "/restore", "{\"ids\": []}").is(400);
    any.json("POST", PATH + "/restore", "{\"ids\": [\"a\"], \"onConflict\": \"merge\"}").is(400);
    admin.get(PATH + "/none/thumbnail").is(404);
  }

  @Test
  void restoringAndDeletingAreInTheAuditLog() {
    String id = removed("/Audited/a.txt");
    restore("rename", id);
    assertThat(server.event().path("type").asText()).isEqualTo("asset_create");
    String gone = removed("/Audited/b.txt");
    admin.bare("DELETE", PATH + "/" + gone).is(204);
    admin.bare("DELETE", PATH + "?folder=/Audited").is(200);
    Await.until("all are in the audit log", () -> audited("emptyTrash").contains("/Audited"));
    assertThat(audited("emptyTrash")).contains("\"deleted\":0");
    assertThat(audited("deleteFromTrash")).contains(gone, "/Audited/b.txt");
    Await.until("the restored asset is", () -> audited("restoreAssets").contains(id));
  }

  private String audited(String action) {
    return admin.get("/api/audit", "action", action).is(200).text();
  }

  private String removed(String path) {
    String id = server.asset(path, "content of " + path);
    admin.form("/services/remove", "ids", id).is(200);
    assertThat(server.event().path("type").asText()).isEqualTo("asset_remove");
    return id;
  }

  private JsonNode restore(String onConflict, String... ids) {
    return admin
        .json(
            "POST",
            PATH + "/restore",
            "{\"ids\": [\"%s\"], \"onConflict\": \"%s\"}"
                .formatted(String.join("\", \"", ids), onConflict))
        .is(200)
        .json();
  }

  private JsonNode list(String... query) {
    return admin.get(PATH, query).is(200).json();
  }

  private List<String> names(String... query) {
    return list(query).path("items").findValuesAsText("name");
  }

  private JsonNode hit(String id) {
    return admin
        .form("/services/search", "q", "id:" + id, "metadataToReturn", "all")
        .is(200)
        .json()
        .path("hits")
        .path(0);
  }

  private int found(String q) {
    return admin
        .form("/services/search", "q", q.contains(":") ? q : "id:" + q)
        .is(200)
        .json()
        .path("totalHits")
        .asInt();
  }
}
