package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;

/** Relations and collections. */
@Title("Relations and collections")
final class RelationContract extends Part {

  private static final String CREATE = "`createRelation`";

  private TestResponse relate(String type, String one, String two, String... more) {
    String[] pairs = new String[6 + more.length];
    System.arraycopy(
        new String[] {"relationType", type, "target1Id", one, "target2Id", two}, 0, pairs, 0, 6);
    System.arraycopy(more, 0, pairs, 6, more.length);
    return post("/services/createRelation", pairs);
  }

  private JsonNode relation(String id) {
    return post("/services/search", "q", "relatedTo:" + id).is(200).json().at("/hits/0/relation");
  }

  @Row(
      call = CREATE,
      holds = "accepts `relationType`, `target1Id`, `target2Id`; returns `{}`",
      evidence = DOCUMENTS)
  void aRelation() {
    String one = asset("one.txt");
    assertThat(relate("related", one, asset("two.txt")).is(200).text()).isEqualTo("{}");
    assertThat(finds("relatedTo:" + one)).containsExactly("two.txt");
  }

  @Row(
      call = CREATE,
      holds = "types: related, references, contains, duplicate, variation",
      evidence = DOCUMENTS)
  void types() {
    String one = asset("one.txt");
    for (String type :
        new String[] {"related", "references", "contains", "duplicate", "variation"}) {
      relate(type, one, asset(type + ".txt")).is(200);
      assertThat(finds("relatedTo:" + one + " relationType:" + type))
          .containsExactly(type + ".txt");
    }
    assertThat(relate("married", one, asset("x.txt")).status()).isEqualTo(400);
  }

  @Row(
      call = "hit: `relation`",
      holds = "`relationMetadata` has `relationCreator` and `relationModifier`: user names",
      evidence = CLIENTS)
  void relationMetadata() {
    String one = asset("one.txt");
    relate("related", one, asset("two.txt"), "metadata", "{\"cf_why\":\"twins\"}").is(200);
    JsonNode metadata = relation(one).path("relationMetadata");
    assertThat(metadata.path("relationCreator").asText()).isEqualTo("admin");
    assertThat(metadata.path("relationModifier").asText()).isEqualTo("admin");
    assertThat(metadata.path("cf_why").asText()).isEqualTo("twins");
  }

  @Row(
      call = "`removeRelation`",
      holds = "accepts `relationIds`; returns counts",
      evidence = DOCUMENTS)
  void removeRelation() {
    String one = asset("one.txt");
    relate("related", one, asset("two.txt")).is(200);
    String id = relation(one).path("relationId").asText();
    assertThat(post("/services/removeRelation", "relationIds", id).is(200).text())
        .isEqualTo("{\"processedCount\":1,\"errorCount\":0}");
    assertThat(finds("relatedTo:" + one)).isEmpty();
  }

  @Row(
      call = "`collection/add`, `collection/remove`",
      holds = "`collectionId` and `childIds` add assets to a collection and remove them",
      evidence = DOCUMENTS)
  void collections() {
    String collection = asset("c.collection");
    String one = asset("one.txt");
    String[] call = {"collectionId", collection, "childIds", one + "," + asset("two.txt")};
    post("/services/collection/add", call).is(200);
    assertThat(finds("relatedTo:" + collection + " relationType:contains"))
        .containsExactly("one.txt", "two.txt");
    post("/services/collection/remove", "collectionId", collection, "childIds", one).is(200);
    assertThat(finds("relatedTo:" + collection)).containsExactly("two.txt");
  }
}
