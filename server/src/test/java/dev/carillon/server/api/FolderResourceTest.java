package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FolderResourceTest {

  @TempDir private Path home;

  @OnEachDatabase
  void aFolderIsMadeWithMetadataAndItsParentsAndToldOfEach(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      JsonNode made = make(server, "/Demo Zone/New", "{\"status\": \"Open\", \"rating\": 3}");

      assertThat(made.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
      assertThat(made.path("name").asText()).isEqualTo("New");
      assertThat(made.path("path").asText()).isEqualTo("/Demo Zone/New");
      assertThat(made.path("permissions").asText()).isEqualTo("VPWUMERXCD");
      assertThat(made.path("metadata").toString()).isEqualTo("{\"status\":\"Open\",\"rating\":3}");
      JsonNode parent = server.event();
      assertThat(parent.path("type").asText()).isEqualTo("folder_create");
      assertThat(parent.path("folderPath").asText()).isEqualTo("/Demo Zone");
      assertThat(parent.path("metadata").toString()).isEqualTo("{}");
      JsonNode child = server.event();
      assertThat(child.path("folderId").asText()).isEqualTo(made.path("id").asText());
      assertThat(child.path("metadata").toString()).isEqualTo("{\"status\":\"Open\"}");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aFolderIsFoundByPathByIdInListsAndBySearch(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      JsonNode b = make(server, "/a/B_1/c", "{}");
      String a = admin.get("/api/folder/get", "path", "/A").is(200).json().path("id").asText();

      assertThat(admin.get("/api/folder/" + b.path("id").asText()).is(200).json()).isEqualTo(b);
      JsonNode list = admin.get("/api/folder/list", "id", a).is(200).json();
      assertThat(list.path("total").asInt()).isEqualTo(1);
      assertThat(list.path("folders").findValuesAsText("path")).containsExactly("/a/B_1");
      assertThat(admin.get("/api/folder/list").json().path("folders").findValuesAsText("path"))
          .containsExactly("/a");
      JsonNode found = admin.get("/api/folder/search", "q", "b_1").is(200).json();
      assertThat(found.path("folders").findValuesAsText("path"))
          .containsExactly("/a/B_1", "/a/B_1/c");
      JsonNode page =
          admin.get("/api/folder/search", "q", "", "from", "1", "size", "1").is(200).json();
      assertThat(page.path("total").asInt()).isEqualTo(3);
      assertThat(page.path("folders").findValuesAsText("path")).containsExactly("/a/B_1");
      assertThat(admin.get("/api/folder/search", "q", "b%1").json().path("total").asInt()).isZero();
      for (String query : List.of("name:c", "Name:\"C\"", "name:c*")) {
        assertThat(admin.get("/api/folder/search", "q", query).json().findValuesAsText("path"))
            .as(query)
            .containsExactly("/a/B_1/c");
      }
      admin.get("/api/folder/get", "path", "/unknown").is(404);
      admin.get("/api/folder/unknown").is(404);
    }
  }

  @OnEachDatabase
  void onlyTheFieldsThatAreWantedAreShown(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id = make(server, "/f", "{\"status\":\"A\",\"title\":\"T\"}").path("id").asText();
      String one = "{\"title\":\"T\"}";
      String names = "metadataToReturn";

      for (String[] call :
          new String[][] {
            {"/api/folder/get", "path", "/f"},
            {"/api/folder/" + id},
            {"/api/folder/list"},
            {"/api/folder/search", "q", "f", "from", "", "size", ""}
          }) {
        assertThat(metadata(admin, call, names, "title")).as(call[0]).isEqualTo(one);
        assertThat(metadata(admin, call, names, "none")).as(call[0]).isEqualTo("{}");
        assertThat(metadata(admin, call, names, "all")).as(call[0]).contains("status");
      }
      JsonNode changed =
          admin
              .json("PUT", "/api/folder/" + id, "{\"metadata\":[],\"" + names + "\":[\"title\"]}")
              .is(200)
              .json();
      assertThat(changed.path("metadata").toString()).isEqualTo(one);
      admin.json("PUT", "/api/folder/" + id, "{}").is(400);
    }
  }

  private static String metadata(TestClient admin, String[] call, String... more) {
    String[] pairs = new String[call.length - 1 + more.length];
    System.arraycopy(call, 1, pairs, 0, call.length - 1);
    System.arraycopy(more, 0, pairs, call.length - 1, more.length);
    return admin.get(call[0], pairs).is(200).json().findValue("metadata").toString();
  }

  @OnEachDatabase
  void aBodyMeansNothingWhereAFolderIsRemoved(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String path = "/api/folder/" + make(server, "/f", "{}").path("id").asText();
      server.admin().json("DELETE", path, "{\"metadata\":{\"tags\":\"updated\"}}").is(200);
      server.admin().get(path).is(404);
    }
  }

  @OnEachDatabase
  void newMetadataIsKeptWithoutAnEventAndMovesAlong(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String path = "/api/folder/" + make(server, "/f", "{\"status\":\"A\"}").path("id").asText();
      server.event();

      JsonNode updated =
          server
              .admin()
              .json("PUT", path, "{\"metadata\": {\"status\": \"B\", \"title\": \"T\"}}")
              .is(200)
              .json();

      assertThat(updated.path("metadata").toString())
          .isEqualTo("{\"status\":\"B\",\"title\":\"T\"}");
      server.restart();
      server.admin().form("/services/move", "source", "/f", "target", "/g").is(200);
      JsonNode moved = server.admin().get(path).is(200).json();
      assertThat(moved.path("path").asText()).isEqualTo("/g");
      assertThat(moved.path("metadata")).isEqualTo(updated.path("metadata"));
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aRemovedFolderIsToldWithItsLastMetadataAndAllThatWasInIt(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = make(server, "/f", "{\"status\":\"A\"}").path("id").asText();
      server.event();
      server.asset("/f/a.txt", "one");

      TestResponse removed = server.admin().json("DELETE", "/api/folder/" + id, "[]").is(200);

      assertThat(removed.text()).isEqualTo("{}");
      assertThat(server.event().path("type").asText()).isEqualTo("asset_remove");
      JsonNode event = server.event();
      assertThat(event.path("type").asText()).isEqualTo("folder_remove");
      assertThat(event.path("folderId").asText()).isEqualTo(id);
      assertThat(event.path("metadata").toString()).isEqualTo("{\"status\":\"A\"}");
      server.admin().bare("DELETE", "/api/folder/" + id).is(404);
      server.heardAll();
    }
  }

  @OnEachDatabase
  void mistakesAreProblemsWithRealStatusesAndTheNearestName(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      make(server, "/f", "{}");
      server.event();
      TestClient admin = server.admin();

      TestResponse unknown = admin.get("/api/folder/list", "from", "x").is(400);
      assertThat(unknown.header("Content-Type")).startsWith("application/problem+json");
      JsonNode problem = unknown.json();
      assertThat(problem.path("status").asInt()).isEqualTo(400);
      assertThat(problem.path("title").asText()).isNotEmpty();
      assertThat(problem.path("detail").asText()).contains("'from'", "'x'");
      assertThat(problem.path("errorcode").asInt()).isEqualTo(400);
      assertThat(problem.path("errorname").asText()).isEqualTo("BadRequest");
      assertThat(problem.path("message")).isEqualTo(problem.path("detail"));
      assertThat(
              admin
                  .json("POST", "/api/folder", "{\"path\":\"/g\",\"metadata\":{\"name\":\"x\"}}")
                  .is(400)
                  .text())
          .contains("'name'", "a location");
      assertThat(
              admin
                  .json("POST", "/api/folder", "{\"path\":\"/g\",\"metadata\":{\"rating\":\"x\"}}")
                  .is(400)
                  .text())
          .contains("'rating'", "a whole number");
      admin.json("POST", "/api/folder", "{\"path\":\"/F\"}").is(409);
      admin.json("POST", "/api/folder", "{\"path\":\"/a:b\"}").is(400);
      admin.json("POST", "/api/folder", "{\"path\":\"/\"}").is(400);
      admin.json("POST", "/api/folder", "{}").is(400);
      server.anonymous().json("POST", "/api/folder", "{\"path\":\"/g\"}").is(401);
      server.heardAll();
    }
  }

  private static JsonNode make(ApiServer server, String path, String metadata) {
    return server
        .admin()
        .json(
            "POST", "/api/folder", "{\"path\": \"%s\", \"metadata\": %s}".formatted(path, metadata))
        .is(201)
        .json();
  }
}
