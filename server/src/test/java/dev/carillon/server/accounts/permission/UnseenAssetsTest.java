package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user learns of assets that are not for that user: nothing. */
class UnseenAssetsTest {

  @TempDir private Path home;

  @Test
  void theWordsOfAFileAreForWhoMaySeeWhatItLooksLike() {
    try (RecordedServer server = new RecordedServer(home, "", "ann", "bob")) {
      server.asset("/Zone/lighthouse.txt");
      server.allow("ann", "/Zone", "V--------");
      server.allow("bob", "/Zone", "VP-------");
      String[] asked = {"q", "words", "metadataToReturn", "textContent"};
      assertThat(server.as("bob").form("/services/search", asked).is(200).text())
          .contains("<b>words</b> of", "words of /Zone");
      asked[1] = "lighthouse";
      JsonNode seen = server.as("ann").form("/services/search", asked).is(200).json();
      assertThat(seen.path("totalHits").asInt()).isEqualTo(1);
      assertThat(seen.toString()).doesNotContain("words");
    }
  }

  @Test
  void whatIsNotSeenIsNotFoundOutByRelationsHistoryOrNames() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      String seen = server.asset("/Zone/seen.txt");
      String hidden = server.asset("/Hidden/hidden.txt");
      String was = server.asset("/Hidden/was.txt");
      TestClient admin = server.admin();
      admin
          .form(
              "/services/createRelation",
              "relationType",
              "related",
              "target1Id",
              seen,
              "target2Id",
              hidden)
          .is(200);
      admin.form("/services/update", "id", was, "Filedata", "data:,two").is(200);
      admin.form("/services/move", "source", "/Hidden/was.txt", "target", "/Zone/was.txt").is(200);
      server.allow("ann", "/Zone", "VPUMERXCD");
      TestClient ann = server.as("ann");
      assertThat(server.finds("ann", "relatedTo:" + seen)).isEmpty();
      assertThat(server.finds("ann", "relatedTo:" + hidden)).isEmpty();
      assertThat(server.finds("admin", "relatedTo:" + hidden)).hasSize(1);
      String either = "relatedTo:" + hidden + " OR id:" + seen;
      assertThat(ann.form("/services/search", "q", either).is(200).text())
          .contains("seen.txt")
          .doesNotContain("relationId");
      assertThat(admin.form("/services/search", "q", either).text()).contains("relationId");
      String copied = "/Zone/copied.txt";
      admin.form("/services/copy", "source", "/Hidden/hidden.txt", "target", copied).is(200);
      String copy = new SampleFolders(server, "").idOf(copied);
      assertThat(ann.form("/services/asset/history", "id", copy).is(200).text())
          .contains("COPY")
          .doesNotContain(hidden);
      assertThat(admin.form("/services/asset/history", "id", copy).text()).contains(hidden);
      String box = server.asset("/Zone/box.collection");
      for (TestClient adding : List.of(admin, ann)) {
        JsonNode counts =
            adding
                .form("/services/collection/add", "collectionId", box, "childIds", hidden)
                .is(200)
                .json();
        assertThat(counts.path("errorCount").asInt()).isEqualTo(adding.equals(ann) ? 1 : 0);
      }
      assertThat(ann.form("/services/asset/history", "id", was).is(200).text())
          .contains("MOVE")
          .doesNotContain("/Hidden");
      assertThat(ann.form("/services/version/list", "assetId", was).is(200).text())
          .doesNotContain("/Hidden");
      admin.form("/services/remove", "ids", hidden).is(200);
      ann.form("/services/asset/history", "id", hidden).is(404);
      admin.form("/services/asset/history", "id", hidden).is(200);
      for (String path : List.of("/Hidden", "/Nowhere")) {
        assertThat(ann.form("/services/createFolder", "path", path).text())
            .contains("'" + path + "' cannot be created: in '/' you may not create anything")
            .doesNotContain("There is no");
      }
    }
  }

  @Test
  void placesInAConfidentialFolderThatIsGoneAreNotShown() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      TestClient admin = server.admin();
      server.allow("ann", "/", "V");
      server.folder("/secret");
      server.allow("ann", "/secret", "---------");
      String moved = server.asset("/secret/moved.txt");
      String source = server.asset("/secret/source.txt");
      String open = server.asset("/open.txt");
      admin.form("/services/update", "id", moved, "Filedata", "data:,two").is(200);
      String[] move = {"source", "/secret/moved.txt", "target", "/Zone/moved.txt"};
      admin.form("/services/move", move).is(200);
      String[] copy = {"source", "/secret/source.txt", "target", "/Zone/copied.txt"};
      admin.form("/services/copy", copy).is(200);
      String copied = new SampleFolders(server, "").idOf("/Zone/copied.txt");
      admin.form("/services/move", "source", "/open.txt", "target", "/Zone/open.txt").is(200);
      admin.form("/services/remove", "folderPath", "/secret").is(200);

      TestClient ann = server.as("ann");
      for (String id : List.of(moved, copied)) {
        assertThat(ann.form("/services/asset/history", "id", id).is(200).text())
            .contains(id, "/Zone/")
            .doesNotContain("/secret", source);
        assertThat(admin.form("/services/asset/history", "id", id).text()).contains("/secret");
      }
      assertThat(ann.form("/services/version/list", "assetId", moved).is(200).text())
          .contains("/Zone/moved.txt")
          .doesNotContain("/secret");
      assertThat(admin.form("/services/version/list", "assetId", moved).text())
          .contains("/secret/moved.txt");
      assertThat(ann.form("/services/asset/history", "id", open).text())
          .contains("\"/open.txt\"", "/Zone/open.txt");
    }
  }

  @Test
  void secretsAndSharePagesWorkForThoseWhoHaveThem() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      String id = server.asset("/Zone/a.txt");
      String box = server.asset("/Zone/box.collection");
      String late = server.asset("/Hidden/late.txt");
      server.allow("ann", "/Zone", "VPU------");
      TestClient ann = server.as("ann");
      String url =
          ann.form("/services/search", "q", "id:" + id, "appendRequestSecret", "true")
              .json()
              .path("hits")
              .path(0)
              .path("originalUrl")
              .asText();
      String page =
          ann.form(
                  "/services/createAuthKey",
                  "subject",
                  "s",
                  "validUntil",
                  "2100-01-01",
                  "assetIds",
                  id,
                  "containerId",
                  box,
                  "downloadOriginal",
                  "true")
              .is(200)
              .json()
              .path("webClientUrl")
              .asText();
      String sign = "/api/asset/" + id + "/signed-original-url";
      String week = ann.get(sign, "validFor", "10080").json().at("/0/signedUrl").asText();
      String endless = ann.get(sign, "validFor", "-1").json().at("/0/signedUrl").asText();
      server.as("").get(endless).is(200);
      server
          .admin()
          .form("/services/collection/add", "collectionId", box, "childIds", late)
          .is(200);
      server.allow("ann", "/Zone", "---------");
      server.as("").get(week).is(200);
      server.as("").get(endless).is(401);
      server.admin().get(endless).is(200);
      String key = page.substring(page.lastIndexOf('/') + 1);
      String update = "/services/updateAuthKey";
      ann.form(update, "key", key, "validUntil", "2101-01-01").is(404);
      ann.form(update, "key", key, "validUntil", "2099-01-01").is(200);
      assertThat(server.as("").get(url).is(200).text()).startsWith("words of");
      assertThat(server.as("").get(page).is(200).text())
          .contains("a.txt")
          .doesNotContain("late.txt");
      server.as("").get(page + "/original/" + late + "/x").is(404);
      assertThat(server.as("").get(page + "/original/" + id + "/x").is(200).text())
          .startsWith("words of");
      // the download by a secret is its maker's
      JsonNode last =
          server
              .admin()
              .form("/services/asset/history", "id", id, "actions", "DOWNLOAD")
              .json()
              .path("hits");
      assertThat(last.findValuesAsText("userName")).contains("ann").doesNotContain("system");
    }
  }

  @Test
  void aLinkByAQueryShowsWhatItsOwnerMayShare() {
    try (RecordedServer server = new RecordedServer(home, "", "ann")) {
      server.asset("/Zone/a.txt");
      String seen = server.asset("/Look/b.txt");
      String hidden = server.asset("/Hidden/c.txt");
      server.allow("ann", "/Zone", "VPU------");
      server.allow("ann", "/Look", "V--------");
      String page =
          server
              .as("ann")
              .form(
                  "/services/createAuthKey",
                  "subject",
                  "s",
                  "validUntil",
                  "2100-01-01",
                  "query",
                  "*:*",
                  "downloadOriginal",
                  "true")
              .is(200)
              .json()
              .path("webClientUrl")
              .asText();
      assertThat(server.as("").get(page).is(200).text())
          .contains("a.txt")
          .doesNotContain("b.txt", "c.txt");
      server.as("").get(page + "/original/" + seen + "/x").is(404);
      server.as("").get(page + "/original/" + hidden + "/x").is(404);
      server.allow("ann", "/Zone", "---------");
      assertThat(server.as("").get(page).is(200).text()).doesNotContain("a.txt");
    }
  }
}
