package dev.carillon.server.assets.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;

/** What assets are, in a line each. */
class AssetSummariesTest {

  private static final String PATH = "/api/asset-summaries";

  @TempDir private Path home;

  @OnEachDatabase
  void assetsAreNamedAsTheyAreNowAndRemovedOnesAsTheyWereLast(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      TestClient ann = TestClient.at(server.url()).basic("ann", RecordedServer.PASSWORD);
      String shown = server.asset("/open/shown.txt");
      String moved = server.asset("/open/before.bin");
      String gone = server.asset("/open/first.bin");
      String hidden = server.asset("/closed/hidden.bin");
      String hiddenGone = server.asset("/closed/gone.bin");
      admin.form("/services/update", "id", moved, "filename", "after.bin").is(200);
      admin.form("/services/update", "id", gone, "filename", "last.bin").is(200);
      admin.form("/services/remove", "ids", gone).is(200);
      admin.form("/services/remove", "ids", hiddenGone).is(200);
      server.allow("ann", "/open", "V");
      String unknown = "2n-UzMFgate9nAwg8zLXCs";
      String ids = String.join(",", shown, moved, gone, hidden, hiddenGone, unknown, shown);
      Await.until(
          "a thumbnail", () -> !item(byId(admin, shown), shown).get("thumbnailUrl").isNull());

      Map<String, JsonNode> all = byId(admin, ids);
      assertThat(all).containsOnlyKeys(shown, moved, gone, hidden, hiddenGone);
      assertThat(item(all, shown).get("thumbnailUrl").asText()).contains("/thumbnail/" + shown);
      assertThat(line(item(all, moved))).isEqualTo("after.bin /open/after.bin false");
      assertThat(line(item(all, gone))).isEqualTo("last.bin /open/last.bin true");
      assertThat(item(all, gone).get("thumbnailUrl").isNull()).isTrue();
      assertThat(byId(ann, ids)).containsOnlyKeys(shown, moved, gone);

      assertThat(admin.get(PATH).is(400).text()).contains("'ids'");
      assertThat(admin.get(PATH, "ids", "no-id").is(400).text())
          .contains("'ids' is 'no-id'", "ids of assets, separated by commas");
      List<String> many = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        many.add("2n-UzMFgate9nAwg8z%04d".formatted(i));
      }
      assertThat(admin.get(PATH, "ids", String.join(",", many)).is(400).text())
          .contains("'ids' is '101 ids'", "at most 100");
      assertThat(byId(admin, String.join(",", many.subList(0, 100)))).isEmpty();
    }
  }

  @OnEachDatabase
  void whatWasInAConfidentialFolderThatIsGoneIsNotNamed(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      TestClient ann = server.as("ann").unchecked();
      server.allow("ann", "/", "V");
      server.folder("/secret");
      server.allow("ann", "/secret", "---------");
      String secret = server.asset("/secret/merger.txt");
      String open = server.asset("/open/a.txt");
      String root = server.asset("/b.txt");
      admin.form("/services/remove", "ids", open + "," + root).is(200);
      admin.form("/services/remove", "folderPath", "/secret").is(200);

      String ids = String.join(",", secret, open, root);
      assertThat(byId(ann, ids)).containsOnlyKeys(open, root);
      assertThat(byId(admin, ids)).containsOnlyKeys(secret, open, root);
      ann.form("/services/asset/history", "id", secret).is(404);
      ann.form("/services/asset/history", "id", open).is(200);
      ann.form("/services/asset/history", "id", root).is(200);
      admin.form("/services/asset/history", "id", secret).is(200);
    }
  }

  @OnEachDatabase
  void whatIsDeletedForGoodIsForSuperUsersAlone(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      TestClient admin = server.admin();
      TestClient ann = server.as("ann").unchecked();
      server.allow("ann", "/", "V");
      server.folder("/secret");
      server.allow("ann", "/secret", "---------");
      String secret = server.asset("/secret/merger.txt");
      String open = server.asset("/open/a.txt");
      String ids = secret + "," + open;
      admin.form("/services/remove", "folderPath", "/secret").is(200);
      admin.form("/services/remove", "ids", open).is(200);
      assertThat(byId(ann, ids)).containsOnlyKeys(open);

      admin.bare("DELETE", "/api/trash?everything=true").is(200);
      server.folder("/secret");
      assertThat(byId(ann, ids)).isEmpty();
      assertThat(byId(admin, ids)).containsOnlyKeys(secret, open);
      for (String id : List.of(secret, open)) {
        ann.form("/services/asset/history", "id", id).is(404);
        admin.form("/services/asset/history", "id", id).is(200);
      }
    }
  }

  private static Map<String, JsonNode> byId(TestClient client, String ids) {
    return StreamSupport.stream(client.get(PATH, "ids", ids).ok().get("items").spliterator(), false)
        .collect(Collectors.toMap(item -> item.get("id").asText(), item -> item));
  }

  private static JsonNode item(Map<String, JsonNode> all, String id) {
    return Objects.requireNonNull(all.get(id), id);
  }

  private static String line(JsonNode item) {
    return item.get("name").asText()
        + " "
        + item.get("path").asText()
        + " "
        + item.get("removed").asBoolean();
  }
}
