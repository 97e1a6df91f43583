package dev.carillon.server.assets.relation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.assets.search.SearchServer;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for relations and collections, over HTTP: the same on every database. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelationRulesTest {

  private static final String CREATE = "/services/createRelation";

  @Parameter private TestDatabase database;
  private SearchServer server;
  private String one;
  private String two;
  private String three;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path home) {
    server = new SearchServer(home, database.fresh());
  }

  @BeforeEach
  void create() {
    one = server.create("/a/one.jpg");
    two = server.create("/a/two.jpg");
    three = server.create("/a/three.png");
  }

  @AfterEach
  void remove() {
    for (String folder : List.of("/a", "/b")) {
      server.answer("/services/remove", "folderPath", folder);
    }
    assertThat(server.names("")).isEmpty();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  private JsonNode relate(String type, String target1, String target2, String... more) {
    List<String> pairs =
        new ArrayList<>(List.of("relationType", type, "target1Id", target1, "target2Id", target2));
    pairs.addAll(List.of(more));
    return server.post(CREATE, pairs.toArray(String[]::new));
  }

  private JsonNode hits(String q) {
    return server.get("/services/search", "q", q, "sort", "name").path("hits");
  }

  private String relationId(String q) {
    return hits(q).get(0).path("relation").path("relationId").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"related", "references", "contains", "duplicate", "variation"})
  void aRelationIsSeenFromBothEndsAtOnce(String type) {
    assertThat(relate(type, one, two).toString()).isEqualTo("{}");
    assertThat(server.names("relatedTo:" + one)).containsExactly("two.jpg");
    assertThat(server.names("relatedTo:" + two)).containsExactly("one.jpg");
    assertThat(server.names("relatedTo:" + one + " relationTarget:any relationType:" + type))
        .containsExactly("two.jpg");
    assertThat(server.names("relatedTo:" + one + " relationTarget:child"))
        .containsExactly("two.jpg");
    assertThat(server.names("relatedTo:" + one + " relationTarget:parent")).isEmpty();
    assertThat(server.names("relatedTo:" + two + " relationTarget:PARENT relationType:" + type))
        .containsExactly("one.jpg");
    assertThat(server.names("relatedTo:" + three)).isEmpty();
    String other = type.equals("contains") ? "related" : "contains";
    assertThat(server.names("relatedTo:" + one + " relationType:" + other)).isEmpty();
  }

  @Test
  void aHitShowsTheRelationItWasFoundBy() {
    relate("references", one, two, "metadata", "{\"page\":3}");
    JsonNode hit = hits("relatedTo:" + two + " relationTarget:parent").get(0);
    assertThat(hit.path("id").asText()).isEqualTo(one);
    JsonNode relation = hit.path("relation");
    assertThat(relation.path("relationId").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(relation.path("relationType").asText()).isEqualTo("references");
    assertThat(relation.path("target1Id").asText()).isEqualTo(one);
    assertThat(relation.path("target2Id").asText()).isEqualTo(two);
    assertThat(relation.path("relationMetadata").toString())
        .isEqualTo("{\"page\":3,\"relationCreator\":\"admin\",\"relationModifier\":\"admin\"}");
    assertThat(hits("id:" + one).get(0).has("relation")).isFalse();
  }

  @Test
  void whatIsSaidAgainAboutARelationIsAddedToIt() {
    relate("references", one, two, "metadata", "{\"page\":3,\"dueDate\":\"2026-11-25T00:00:00Z\"}");
    relate("references", one, two, "metadata", "{\"note\":{\"deep\":[1]},\"page\":null}");
    relate("references", one, two);
    assertThat(hits("relatedTo:" + one).at("/0/relation/relationMetadata").toString())
        .isEqualTo(
            "{\"dueDate\":1795564800000,\"note\":{\"deep\":[1]},"
                + "\"relationCreator\":\"admin\",\"relationModifier\":\"admin\"}");
    String bad = "{\"note\":\"lost\",\"dueDate\":\"abc\"}";
    assertThat(
            server
                .answer(
                    CREATE,
                    "relationType",
                    "references",
                    "target1Id",
                    one,
                    "target2Id",
                    two,
                    "metadata",
                    bad)
                .status())
        .isEqualTo(400);
    assertThat(hits("relatedTo:" + one).toString()).doesNotContain("lost");
  }

  @Test
  void whatStandsBesideARelationNarrowsIt() {
    relate("contains", one, two);
    relate("contains", one, three);
    String children = "relatedTo:" + one + " relationTarget:child relationType:contains";
    assertThat(server.names(children)).containsExactly("three.png", "two.jpg");
    assertThat(server.names(children + " extension:png")).containsExactly("three.png");
    assertThat(server.names(children + " -extension:png")).containsExactly("two.jpg");
    assertThat(server.names(children + " extension:png OR extension:gif"))
        .containsExactly("three.png");
    assertThat(server.names(children + " id:" + two)).containsExactly("two.jpg");
    assertThat(server.names("relatedTo:(" + two + " OR " + three + ") relationTarget:parent"))
        .containsExactly("one.jpg");
    assertThat(server.names("-relatedTo:" + one + " folderPath:/a")).containsExactly("one.jpg");
    assertThat(
            server
                .json(
                    "/services/search",
                    """
                    {"query":{"BoolQuery":{"elements":[
                      {"operator":"MUST","query":{"TermQuery":{"name":"relatedTo","value":"%s"}}},
                      {"operator":"MUST","query":
                        {"TermQuery":{"name":"relationTarget","value":"child"}}},
                      {"operator":"MUST_NOT","query":
                        {"TermQuery":{"name":"extension","value":"png"}}}]}}}"""
                        .formatted(one))
                .path("hits")
                .findValuesAsText("id"))
        .containsExactly(two);
  }

  @Test
  void aRelationThatIsEndedIsNotFoundAnyMore() {
    relate("related", one, two);
    relate("related", one, three);
    String ended = relationId("relatedTo:" + one + " id:" + two);
    JsonNode counts = server.post("/services/removeRelation", "relationIds", ended + ",nothing");
    assertThat(counts.toString()).isEqualTo("{\"processedCount\":1,\"errorCount\":1}");
    assertThat(server.names("relatedTo:" + one)).containsExactly("three.png");
    assertThat(server.answer("/services/removeRelation", "relationIds", "").status())
        .isEqualTo(400);
  }

  @Test
  void betweenTwoAssetsIsOneRelation() {
    relate("contains", one, two);
    String id = relationId("relatedTo:" + one);
    assertThat(relate("contains", one, two).toString()).isEqualTo("{}");
    assertThat(relationId("relatedTo:" + one)).isEqualTo(id);
    for (List<String> other :
        List.of(List.of("related", one, two), List.of("contains", two, one))) {
      TestResponse refused =
          server.answer(
              CREATE,
              "relationType",
              other.get(0),
              "target1Id",
              other.get(1),
              "target2Id",
              other.get(2));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().path("message").asText()).contains("'contains'");
    }
    relate("duplicate", two, three);
    assertThat(relate("duplicate", three, two).toString()).isEqualTo("{}");
    assertThat(relate("contained-by", three, one).toString()).isEqualTo("{}");
    assertThat(server.names("relatedTo:" + one + " relationTarget:child"))
        .containsExactly("three.png", "two.jpg");
  }

  @Test
  void twoCallsAtOnceMakeOneRelation() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 12; i++) {
          String first = i % 2 == 0 ? one : two;
          String second = i % 2 == 0 ? two : one;
          Callable<JsonNode> call = () -> relate("related", first, second);
          answers.add(threads.submit(call));
        }
      }
      for (Future<JsonNode> answer : answers) {
        assertThat(answer.get().toString()).isEqualTo("{}");
      }
      server.post("/services/removeRelation", "relationIds", relationId("relatedTo:" + one));
      assertThat(server.names("relatedTo:" + one)).isEmpty();
    }
  }

  @Test
  void whatCannotBeRelatedIsTold() {
    assertRefused(
        404, "nothing", "relationType", "related", "target1Id", one, "target2Id", "nothing");
    assertRefused(
        404, "nothing", "relationType", "related", "target1Id", "nothing", "target2Id", one);
    assertRefused(400, "target2Id", "relationType", "related", "target1Id", one, "target2Id", one);
    assertRefused(400, "friend", "relationType", "friend", "target1Id", one, "target2Id", two);
    assertRefused(400, "relationType", "target1Id", one, "target2Id", two);
    assertRefused(400, "target1Id", "relationType", "related", "target2Id", two);
    assertRefused(
        400,
        "metadata",
        "relationType",
        "related",
        "target1Id",
        one,
        "target2Id",
        two,
        "metadata",
        "[1]");
    assertThat(server.names("relatedTo:" + one)).isEmpty();
  }

  private void assertRefused(int status, String named, String... pairs) {
    TestResponse answer = server.answer(CREATE, pairs);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("message").asText()).contains("'" + named + "'");
  }

  @Test
  void aCollectionIsAnAssetWhoseNameDropsTheExtension() {
    String box = server.create("/a/My box.collection");
    JsonNode hit = hits("id:" + box).get(0);
    assertThat(hit.path("metadata").path("name").asText()).isEqualTo("My box");
    assertThat(hit.path("metadata").path("filename").asText()).isEqualTo("My box.collection");
    assertThat(hit.path("metadata").path("extension").asText()).isEqualTo("collection");
    assertThat(hit.path("metadata").path("assetDomain").asText()).isEqualTo("container");
  }

  @Test
  void aCollectionTakesMembersAndGivesThemBack() {
    String box = server.create("/a/box.collection");
    String members = "relatedTo:" + box + " relationTarget:child relationType:contains";
    assertThat(
            server
                .post(
                    "/services/collection/add",
                    "collectionId",
                    box,
                    "childIds",
                    one + "," + two + ",nothing")
                .toString())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":1}");
    assertThat(
            server
                .post(
                    "/services/collection/add", "collectionId", box, "childIds", two + "," + three)
                .toString())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
    assertThat(server.names(members)).containsExactly("one.jpg", "three.png", "two.jpg");
    assertThat(
            server
                .post(
                    "/services/collection/remove",
                    "collectionId",
                    box,
                    "childIds",
                    one + "," + two + "," + box)
                .toString())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":1}");
    assertThat(server.names(members)).containsExactly("three.png");
    assertThat(
            server
                .answer("/services/collection/add", "collectionId", one, "childIds", two)
                .status())
        .isEqualTo(400);
    assertThat(
            server
                .answer("/services/collection/add", "collectionId", "none", "childIds", two)
                .status())
        .isEqualTo(404);
    assertThat(server.answer("/services/collection/add", "collectionId", box).status())
        .isEqualTo(400);
  }

  @Test
  void relationsEndWithTheirAssetsAndCopiesDoNotShareThem() {
    relate("related", one, two);
    relate("references", two, three);
    server.post("/services/copy", "source", "/a/one.jpg", "target", "/b/copy.jpg");
    String copy = hits("assetPath:\"/b/copy.jpg\"").get(0).path("id").asText();
    assertThat(server.names("relatedTo:" + copy)).isEmpty();
    assertThat(server.names("relatedTo:" + two)).containsExactly("one.jpg", "three.png");
    server.post("/services/move", "source", "/a/one.jpg", "target", "/b/moved.jpg");
    assertThat(server.names("relatedTo:" + two)).containsExactly("moved.jpg", "three.png");
    String asParent = relationId("relatedTo:" + two + " id:" + one);
    String asChild = relationId("relatedTo:" + two + " id:" + three);
    server.post("/services/remove", "ids", one);
    assertThat(server.names("relatedTo:" + two)).containsExactly("three.png");
    assertThat(server.names("relatedTo:" + one)).isEmpty();
    server.post("/services/remove", "ids", three);
    assertThat(
            server
                .post("/services/removeRelation", "relationIds", asParent + "," + asChild)
                .toString())
        .isEqualTo("{\"processedCount\":0,\"errorCount\":2}");
  }

  @Test
  void relationsAreThereAfterARestart() {
    relate("variation", one, two);
    server.restart();
    assertThat(server.names("relatedTo:" + one + " relationType:variation"))
        .containsExactly("two.jpg");
  }

  @Test
  void noneOfItIsAnEvent() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String box = server.create("/a/box.collection");
      assertThat(
              server
                  .jsonAnswer(
                      "/services/admin/webhook",
                      """
                      {"name": "all", "url": "%s", "eventTypes": ["asset_create",
                        "asset_update_metadata", "asset_checkin", "asset_rename", "asset_move",
                        "asset_create_by_copy", "asset_remove", "folder_create"]}"""
                          .formatted(receiver.url()))
                  .status())
          .isEqualTo(201);
      relate("related", one, two);
      server.post("/services/removeRelation", "relationIds", relationId("relatedTo:" + one));
      server.post("/services/collection/add", "collectionId", box, "childIds", one);
      server.post("/services/collection/remove", "collectionId", box, "childIds", one);
      server.post("/services/update", "id", one, "status", "Final");
      JsonNode event = new ObjectMapper().readTree(receiver.next(Duration.ofSeconds(60)).body());
      assertThat(event.path("type").asText()).isEqualTo("asset_update_metadata");
      assertThat(event.path("changedMetadata").toString())
          .isEqualTo("{\"status\":{\"oldValue\":null,\"newValue\":\"Final\"}}");
      assertThat(receiver.rest()).isEmpty();
    }
  }
}
