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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** What clients say about relations: whatever they send, a relation can be read and ended. */
class RelationMetadataTest {

  @TempDir private Path home;

  @OnEachDatabase
  void whatNoStoreTakesOrIsTooMuchIsRefusedAndTheRelationStaysReadable(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String one = server.asset("/t/a.txt", "a");
      String other = server.asset("/t/b.txt", "b");
      for (String bad :
          List.of(
              "{\"note\":\"a\\u0000b\"}",
              "{\"note\":{\"a\\u0000\":1}}",
              "{\"note\":[\"\\ud800\"]}",
              "{\"note\":1e999}")) {
        assertThat(related(admin, one, other, bad).is(400).text()).contains("/note");
      }
      related(admin, one, other, "{\"first\":\"" + "x".repeat(40_000) + "\"}").is(200);
      String more = "{\"second\":\"" + "x".repeat(40_000) + "\"}";
      assertThat(related(admin, one, other, more).is(400).text())
          .contains("'metadata'", "2 names", "1,000 names in 65,536 bytes");
      assertThat(related(admin, one, other, names(1_000)).is(400).text()).contains("1,001 names");
      related(admin, one, other, "{\"first\":\"less\",\"third\":3}").is(200);

      String words = "{\"name\":\"cover\",\"width\":3,\"id\":[1],\"third\":4}";
      related(admin, one, other, words).is(200);
      assertThat(related(admin, one, other, "{\"a\":1}", "metadata", "{\"a\":2}").is(400).text())
          .contains("'a' has several different values");
      JsonNode said = relation(admin, one).path("relationMetadata");
      TestResponse back = related(admin, one, other, said.toString()).is(200);
      assertThat(back.header("X-Ignored-Fields")).isEqualTo("relationCreator, relationModifier");
      assertThat(relation(admin, one).path("relationMetadata")).isEqualTo(said);
      assertThat(said.path("name").asText()).isEqualTo("cover");
      assertThat(said.path("width").asInt()).isEqualTo(3);
      assertThat(said.path("id").toString()).isEqualTo("[1]");
      related(admin, one, other, "{\"name\":\"\",\"width\":null}").is(200);
      assertThat(relation(admin, one).path("relationMetadata").has("name")).isFalse();

      JsonNode found = relation(admin, one);
      assertThat(found.at("/relationMetadata/third").asInt()).isEqualTo(4);
      String id = found.path("relationId").asText();
      assertThat(admin.form("/services/removeRelation", "relationIds", id).is(200).text())
          .contains("\"processedCount\":1");
    }
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "\"n" + n + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static JsonNode relation(TestClient client, String id) {
    return client
        .get("/services/search", "q", "relatedTo:" + id)
        .is(200)
        .json()
        .at("/hits/0/relation");
  }

  private static TestResponse related(
      TestClient client, String one, String other, String metadata, String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of("relationType", "references", "target1Id", one, "target2Id", other));
    pairs.addAll(List.of("metadata", metadata));
    pairs.addAll(List.of(more));
    return client.form("/services/createRelation", pairs.toArray(String[]::new));
  }

  @OnEachDatabase
  void anOrdinaryUserSendsBackWhatARelationSays(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String user = "{\"username\":\"ann\",\"password\":\"ring-every-bell\"}";
      server.admin().json("POST", "/api/users", user).is(201);
      TestClient ann = server.anonymous().basic("ann", "ring-every-bell");
      String one = ann.form("/services/create", "name", "a.txt").is(200).json().path("id").asText();
      String other =
          ann.form("/services/create", "name", "b.txt").is(200).json().path("id").asText();
      related(ann, one, other, "{\"note\":1}").is(200);
      String said = relation(ann, one).path("relationMetadata").toString();
      assertThat(related(ann, one, other, said).is(200).header("X-Ignored-Fields"))
          .isEqualTo("relationCreator, relationModifier");
    }
  }
}
