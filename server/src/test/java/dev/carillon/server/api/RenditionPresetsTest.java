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

class RenditionPresetsTest {

  private static final String PATH = "/services/renditionpreset/";
  private static final String PASSWORD = "ring-every-bell";

  @TempDir private Path home;

  @OnEachDatabase
  void aPresetIsSeenByItsCreatorItsGroupsAndSuperUsers(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      TestClient bob = user(server, "bob");
      String press = group(server, "ann", "bob");
      JsonNode made =
          ann.json(
                  "POST",
                  PATH + "save?name=Web",
                  """
                  {"format": "JPEG", "maxWidth": 800, "ppi": 72, "resizeMode": "fit", "new": 1}\
                  """)
              .is(200)
              .json();
      String id = made.path("id").asText();

      assertThat(made.path("type").asText()).isEqualTo("IMAGE_PRESET");
      assertThat(made.path("creator").asText()).isEqualTo("ann");
      assertThat(made.path("sharedWithAuthKey").asBoolean()).isFalse();
      assertThat(made.path("sharedWithGroups")).isEmpty();
      JsonNode settings = made.path("renditionSettings");
      assertThat(settings.path("format").asText()).isEqualTo("jpg");
      assertThat(settings.path("maxWidth").asInt()).isEqualTo(800);
      assertThat(settings.path("maxHeight").asInt()).as("not set").isEqualTo(-1);
      assertThat(settings.path("ppiEnabled").asBoolean()).isFalse();
      assertThat(names(ann)).containsExactly("Web");
      assertThat(names(bob)).isEmpty();
      assertThat(names(server.admin())).isEmpty();
      assertThat(server.admin().get(PATH + "listAll").is(200).json().findValuesAsText("id"))
          .containsExactly(id);
      ann.get(PATH + "listAll").is(403);
      server.anonymous().get(PATH + "list").is(401);

      ann.json(
              "POST",
              PATH + "save?id=" + id + "&name=Site",
              """
              {"id": "%s", "name": "ignored", "creator": "bob", "sharedWithAuthKey": true,
               "sharedWithGroups": ["%s"], "renditionSettings": {"format": "png", "scale": 50}}\
              """
                  .formatted(id, press))
          .is(200);
      JsonNode seen = bob.form(PATH + "list").is(200).json().path(0);
      assertThat(seen.path("name").asText()).isEqualTo("Site");
      assertThat(seen.path("creator").asText()).isEqualTo("ann");
      assertThat(seen.path("sharedWithAuthKey").asBoolean()).isTrue();
      assertThat(seen.path("renditionSettings").path("maxWidth").asInt()).isEqualTo(-1);
      bob.json("POST", PATH + "save?id=" + id + "&name=Mine", "{\"scale\": 10}").is(403);
      assertThat(bob.form(PATH + "remove", "ids", id + ",nothing").is(200).text())
          .isEqualTo("{\"processedCount\":0,\"errorCount\":2}");
      server.admin().json("POST", PATH + "save?id=" + id + "&name=Seen", "{}").is(200);
      assertThat(names(ann)).containsExactly("Seen");

      server.admin().bare("DELETE", "/api/groups/" + press).is(204);
      assertThat(names(bob)).isEmpty();
      assertThat(ann.form(PATH + "remove", "ids", id).is(200).text())
          .isEqualTo("{\"processedCount\":1,\"errorCount\":0}");
      assertThat(names(ann)).isEmpty();
    }
  }

  @OnEachDatabase
  void whatCannotBeAPresetIsRefusedAndAUserHasABoundedNumber(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      String press = group(server, "admin");
      for (String bad :
          List.of(
              "[1]",
              "{}",
              "{\"format\": \"bmp\"}",
              "{\"maxWidth\": 0}",
              "{\"maxWidth\": -2}",
              "{\"maxHeight\": 10001}",
              "{\"maxLength\": 1e9}",
              "{\"maxWidth\": \"800\"}",
              "{\"maxWidth\": 1.5}",
              "{\"scale\": 101}",
              "{\"ppi\": 0}",
              "{\"page\": -2}",
              "{\"quality\": 101}",
              "{\"compression\": \"best\"}",
              "{\"background\": \"red\"}",
              "{\"watermarked\": \"yes\"}",
              "{\"renditionSettings\": []}",
              "{\"scale\": 50, \"sharedWithAuthKey\": 1}",
              "{\"scale\": 50, \"sharedWithGroups\": [\"" + press + "\"]}")) {
        TestResponse refused = ann.json("POST", PATH + "save?name=x", bad);
        assertThat(refused.is(400).text()).as(bad).contains("message");
      }
      ann.json("POST", PATH + "save", "{\"scale\": 50}").is(400);
      ann.json("POST", PATH + "save?id=nothing&name=x", "{\"scale\": 50}").is(404);
      server
          .admin()
          .json(
              "POST", PATH + "save?name=x", "{\"scale\": 50, \"sharedWithGroups\": [\"nothing\"]}")
          .is(400);
      for (int i = 0; i < 100; i++) {
        ann.json("POST", PATH + "save?name=n" + i, "{\"scale\": 50}").is(200);
      }
      assertThat(ann.json("POST", PATH + "save?name=more", "{\"scale\": 50}").is(409).text())
          .contains("You have 100 presets");
      ann.json("POST", PATH + "save?id=" + id(ann, "n7") + "&name=N8", "{\"scale\": 50}").is(409);
      ann.form(PATH + "remove", "ids", "").is(400);
    }
  }

  @OnEachDatabase
  void whoeverComesWithTheNameOfAUserWhoIsGoneChangesNoneOfHisPresets(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      TestClient bob = user(server, "bob");
      String press = group(server, "ann", "bob");
      ann.json("POST", PATH + "save?name=Own", "{\"scale\": 50}").is(200);
      String shared =
          ann.json(
                  "POST",
                  PATH + "save?name=Shared",
                  "{\"scale\": 50, \"sharedWithGroups\": [\"" + press + "\"]}")
              .is(200)
              .json()
              .path("id")
              .asText();
      server.admin().bare("DELETE", "/api/users/ann").is(204);
      TestClient other = user(server, "ann");

      assertThat(names(bob)).containsExactly("Shared");
      assertThat(names(other)).isEmpty();
      other.json("POST", PATH + "save?id=" + shared + "&name=Mine", "{\"scale\": 1}").is(404);
      assertThat(server.admin().get(PATH + "listAll").is(200).json().findValuesAsText("name"))
          .containsExactly("Shared");
    }
  }

  private static TestClient user(ApiServer server, String name) {
    server
        .admin()
        .json(
            "POST",
            "/api/users",
            "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD))
        .is(201);
    return server.anonymous().basic(name, PASSWORD);
  }

  private static String group(ApiServer server, String... members) {
    String id =
        server
            .admin()
            .json("POST", "/api/groups", "{\"name\": \"Press\"}")
            .is(201)
            .json()
            .path("id")
            .asText();
    for (String member : members) {
      server.admin().bare("PUT", "/api/groups/" + id + "/members/" + member).is(204);
    }
    return id;
  }

  private static List<String> names(TestClient client) {
    return client.get(PATH + "list").is(200).json().findValuesAsText("name");
  }

  private static String id(TestClient client, String name) {
    for (JsonNode each : client.get(PATH + "list").is(200).json()) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError(name);
  }
}
