package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SavedSearchesTest {

  private static final String PATH = "/api/saved-searches";
  private static final String PASSWORD = "ring-every-bell";

  private static final String CLOCKS =
      """
      {"name": "%s", "shared": %s, "search": {"q": "clock AND status:Final", "folder": "/Demo",
       "sort": "name-asc", "selections": {"tags": "brass"}, "facets": ["tags"],
       "columns": ["rating"], "view": "list"}}\
      """;

  @TempDir private Path home;

  @OnEachDatabase
  void aSearchIsItsOwnersUntilItIsShared(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      TestClient bob = user(server, "bob");
      JsonNode made = ann.json("POST", PATH, CLOCKS.formatted("Clocks", false)).is(201).json();
      String one = PATH + "/" + made.path("id").asText();

      assertThat(made.path("search").path("selections").toString())
          .isEqualTo("{\"tags\":\"brass\"}");
      assertThat(names(ann)).containsExactly("Clocks");
      assertThat(names(bob)).isEmpty();
      bob.get(one).is(404);
      bob.json("PUT", one, CLOCKS.formatted("Mine", true)).is(404);
      assertThat(ann.json("POST", PATH, CLOCKS.formatted("clocks", false)).is(409).text())
          .contains("has another saved search named 'clocks'");

      ann.json("PUT", one, CLOCKS.formatted("Brass clocks", true)).is(200);
      JsonNode seen = bob.get(one).is(200).json();
      assertThat(seen.path("name").asText()).isEqualTo("Brass clocks");
      assertThat(seen.path("owner").asText()).isEqualTo("ann");
      assertThat(seen.path("own").asBoolean()).isFalse();
      assertThat(bob.json("PUT", one, CLOCKS.formatted("Mine", true)).is(403).text())
          .contains("only its owner and super users may change it");
      bob.bare("DELETE", one).is(403);
      server.admin().bare("DELETE", one).is(204);
      assertThat(names(ann)).isEmpty();
      server.anonymous().get(PATH).is(401);
    }
  }

  @OnEachDatabase
  void whatIsSharedStaysWhenItsOwnerIsRemovedAndIsNotTheNextUsersOfThatName(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      TestClient bob = user(server, "bob");
      ann.json("POST", PATH, CLOCKS.formatted("For all", true)).is(201);
      ann.json("POST", PATH, CLOCKS.formatted("For me", false)).is(201);

      server.admin().bare("DELETE", "/api/users/ann").is(204);
      TestClient another = user(server, "ann");

      assertThat(names(bob)).containsExactly("For all");
      JsonNode seen = another.get(PATH).is(200).json().path("savedSearches");
      assertThat(seen).hasSize(1);
      assertThat(seen.path(0).path("own").asBoolean()).isFalse();
      another.bare("DELETE", PATH + "/" + seen.path(0).path("id").asText()).is(403);
    }
  }

  @OnEachDatabase
  void aBadSearchIsRefusedWithWhatIsAllowed(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = user(server, "ann");
      assertThat(ann.json("POST", PATH, "{\"name\": \"a\"}").is(400).text()).contains("'search'");
      assertThat(ann.json("POST", PATH, "{\"name\": \" \", \"search\": {}}").is(400).text())
          .contains("'name'")
          .contains("1 to 100 characters");
      assertThat(
              ann.json("POST", PATH, "{\"name\": \"a\", \"search\": {\"q\": \"(open\"}}")
                  .is(400)
                  .text())
          .contains("'search.q' is '(open'");
      assertThat(
              ann.json("POST", PATH, "{\"name\": \"a\", \"search\": {\"view\": \"wall\"}}")
                  .is(400)
                  .text())
          .contains("search.view")
          .contains("grid");
      assertThat(
              ann.json("POST", PATH, "{\"name\": \"a\", \"search\": {\"folders\": \"/\"}}")
                  .is(400)
                  .text())
          .contains("folder");

      for (int i = 0; i < 100; i++) {
        ann.json("POST", PATH, CLOCKS.formatted("Search " + i, false)).is(201);
      }
      assertThat(ann.json("POST", PATH, CLOCKS.formatted("One more", false)).is(409).text())
          .contains("100 saved searches, which is the maximum");
    }
  }

  private static List<String> names(TestClient client) {
    return client.get(PATH).is(200).json().path("savedSearches").findValuesAsText("name");
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
}
