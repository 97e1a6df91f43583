package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients say about relations: whatever they send, a relation can be read and ended. */
class RelationMetadataTest {

  @TempDir private Path home;

  @ParameterizedTest
  @EnumSource
  void whatNoStoreTakesOrIsTooMuchIsRefusedAndTheRelationStaysReadable(Databases database) {
    try (Stage stage = new Stage(home, database)) {
      Client admin = stage.admin();
      String one = stage.asset("/t/a.txt", "a");
      String other = stage.asset("/t/b.txt", "b");
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

      var found =
          admin.get("/services/search", "q", "relatedTo:" + one).is(200).json().at("/hits/0");
      assertThat(found.at("/relation/relationMetadata/third").asInt()).isEqualTo(3);
      String id = found.at("/relation/relationId").asText();
      assertThat(admin.form("/services/removeRelation", "relationIds", id).is(200).text())
          .contains("\"processedCount\":1");
    }
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "\"n" + n + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Reply related(Client client, String one, String other, String metadata) {
    return client.form("/services/createRelation", ends(one, other, "metadata", metadata));
  }

  private static String[] ends(String one, String other, String name, String value) {
    return new String[] {
      "relationType", "references", "target1Id", one, "target2Id", other, name, value
    };
  }
}
