package dev.carillon.server.api;

import static dev.carillon.server.api.AuthKeysTest.key;
import static dev.carillon.server.api.AuthKeysTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

class SharePageTest {

  private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

  @TempDir private Path home;

  @OnEachDatabase
  void thePageShowsWhatWasSharedAndUntilWhenAndNeedsOnlyTheKey(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String one = server.asset("/s/a b.txt", "first file", "description", "About it");
      String two = server.asset("/s/c.pdf", "%PDF-");
      String key =
          key(server, "assetIds", one + "," + two, "downloadOriginal", "true", "description", "Hi");

      TestResponse page = server.anonymous().get("/share/" + key).is(200);

      assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
      assertThat(page.text())
          .contains("Shared with you", "Hi", "a b.txt", "About it", "c.pdf", "10 bytes")
          .contains("2100-01-01 23:59:59 +0000");
      List<String> links = links(page).stream().filter(l -> l.contains("/original/")).toList();
      assertThat(links).hasSize(2);
      TestResponse file = server.anonymous().get(links.getFirst()).is(200);
      assertThat(file.text()).isEqualTo("first file");
      assertThat(file.header("Content-Disposition")).startsWith("attachment").contains("a b.txt");
      JsonNode usage =
          server
              .admin()
              .get("/services/asset/history", "id", one, "actions", "DOWNLOAD")
              .json()
              .path("hits")
              .path(0)
              .path("usageStatsRecord");
      assertThat(usage.path("details").path("shared").asText()).isEqualTo("Shared with you");
      assertThat(usage.path("details").path("sharedBy").asText()).isEqualTo("admin");
      assertThat(usage.toString()).doesNotContain(key);
    }
  }

  @OnEachDatabase
  void thePageRunsNothingAndLoadsNothingFromElsewhere(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.txt", "one");
      TestResponse page = server.anonymous().get("/share/" + key(server, "assetIds", id)).is(200);

      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
          .doesNotContain("script-src", "unsafe", "http", "*");
      assertThat(page.text()).doesNotContain("<script", "http://", "https://");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @OnEachDatabase
  void aCollectionIsWhatIsInItWhenThePageIsLookedAtInItsOrder(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String box = server.asset("/s/box.collection", "");
      String first = server.asset("/s/first.txt", "1");
      String second = server.asset("/s/second.txt", "2");
      String late = server.asset("/s/late.txt", "3");
      collect(server, box, second, "1");
      collect(server, box, first, "0");
      TestClient anonymous = server.anonymous();
      String page = "/share/" + key(server, "containerId", box, "downloadOriginal", "true");
      assertThat(anonymous.get(page).is(200).text())
          .containsSubsequence("first.txt", "second.txt")
          .doesNotContain("late.txt", "box.collection");

      server.admin().form("/services/collection/add", "collectionId", box, "childIds", late);
      assertThat(anonymous.get(page).is(200).text())
          .containsSubsequence("first.txt", "second.txt", "late.txt");
      anonymous.get(page + "/original/" + late + "/x").is(200);
      server.admin().form("/services/collection/remove", "collectionId", box, "childIds", first);
      assertThat(anonymous.get(page).is(200).text()).doesNotContain("first.txt");
      anonymous.get(page + "/original/" + first + "/x").is(404);
    }
  }

  private static void collect(ApiServer server, String box, String member, String position) {
    server
        .admin()
        .form(
            "/services/createRelation",
            "relationType",
            "contains",
            "target1Id",
            box,
            "target2Id",
            member,
            "metadata",
            "{\"position\": " + position + "}")
        .is(200);
  }

  @OnEachDatabase
  void aQueryIsAskedWhenThePageIsLookedAt(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String mine = server.asset("/s/early.txt", "early", "status", "Final");
      String draft = server.asset("/s/draft.txt", "draft", "status", "Draft");
      String link =
          server
              .admin()
              .json(
                  "POST",
                  "/api/sharelink",
                  """
                  {"subject": "Finals", "validUntil": "NOW+1MONTH", "downloadOriginal": true,
                   "query": "status:Final -title:secret", "sort": "name"}\
                  """)
              .is(200)
              .json()
              .path("id")
              .asText();
      String late = server.asset("/s/late.txt", "late", "status", "Final");
      TestClient anonymous = server.anonymous();

      assertThat(anonymous.get("/share/" + link).is(200).text())
          .containsSubsequence("early.txt", "late.txt")
          .doesNotContain("draft.txt");
      String original = "/share/" + link + "/original/";
      assertThat(anonymous.get(original + late + "/x").is(200).text()).isEqualTo("late");
      anonymous.get(original + draft + "/x").is(404);
      server.admin().form("/services/update", "id", mine, "title", "secret").is(200);
      assertThat(anonymous.get("/share/" + link).is(200).text()).doesNotContain("early.txt");
      anonymous.get(original + mine + "/x").is(404);
      server.admin().form("/services/updateAuthKey", "key", link, "query", "status:").is(400);
      server.admin().form("/services/updateAuthKey", "key", link, "query", "status:Draft").is(200);
      anonymous.get(original + draft + "/x").is(200);
    }
  }

  @OnEachDatabase
  void hostileNamesAndMetadataAreText(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String attack = "<img src=x onerror=alert(1)>'\"&";
      String id =
          server.asset(
              "/s/'onmouseover='alert(1)'.txt",
              "one",
              "description",
              attack,
              "title",
              "</p><script>alert(2)</script>");
      String key =
          key(
              server,
              "subject",
              attack,
              "description",
              "</style><script>1</script>",
              "assetIds",
              id,
              "downloadOriginal",
              "true");

      TestResponse page = server.anonymous().get("/share/" + key).is(200);

      assertThat(page.text())
          .doesNotContain("<script", "<img", "'onmouseover", "</style><script")
          .contains("&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;")
          .contains("&lt;script&gt;alert(2)&lt;/script&gt;");
      server.anonymous().get(links(page).getFirst()).is(200);
    }
  }

  @OnEachDatabase
  void aKeyOpensOnlyItsOwnAssetsAndOnlyAsAllowed(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String mine = server.asset("/s/a.txt", "mine");
      String other = server.asset("/s/b.txt", "other");
      String look = key(server, "assetIds", mine);
      String take = key(server, "assetIds", mine, "downloadOriginal", "true");
      TestClient anonymous = server.anonymous();

      assertThat(links(anonymous.get("/share/" + look).is(200))).isEmpty();
      anonymous.get("/share/" + look + "/original/" + mine + "/a.txt").is(403);
      anonymous.get("/share/" + look + "/preview/" + mine + "/a.txt").is(403);
      assertThat(anonymous.get("/share/" + take + "/original/" + mine + "/x").is(200).text())
          .isEqualTo("mine");
      anonymous.get("/share/" + take + "/original/" + other + "/b.txt").is(404);
      for (String picture :
          List.of("/preview/%s/a.txt", "/preview/%s/previews/maxWidth_90.png", "/thumbnail/%s/x")) {
        String path = picture.formatted(mine);
        assertThat(anonymous.get("/share/" + take + path).is(200).header("Content-Type"))
            .isEqualTo(path.endsWith("png") ? "image/png" : "image/jpeg");
        anonymous.get("/share/" + take + picture.formatted(other)).is(404);
      }
      anonymous.get("/share/" + look + "/preview/" + mine + "/previews/maxWidth_90.png").is(403);
      anonymous.get("/file/" + mine + "/*/a.txt?authKey=" + take).is(401);
      anonymous.form("/services/search", "q", "").is(401);
    }
  }

  @OnEachDatabase
  void anEndedOrUnknownKeyHasAClearPage(TestDatabase database) throws InterruptedException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/s/a.txt", "one");
      String revoked = key(server, "assetIds", id, "downloadOriginal", "true");
      String until = soon(5000);
      String expired = key(server, "assetIds", id, "downloadOriginal", "true", "validUntil", until);
      server.admin().form("/services/revokeAuthKeys", "keys", revoked).is(200);
      Thread.sleep(
          Math.max(0, Instant.parse(until).toEpochMilli() - System.currentTimeMillis()) + 200);
      TestClient anonymous = server.anonymous();

      assertThat(anonymous.get("/share/" + revoked).is(410).text()).contains("withdrawn");
      assertThat(anonymous.get("/share/" + expired).is(410).text()).contains("has expired");
      anonymous.get("/share/" + revoked + "/original/" + id + "/a.txt").is(410);
      anonymous.get("/share/" + expired + "/original/" + id + "/a.txt").is(410);
      TestResponse unknown = anonymous.get("/share/AAAAAAAAAAAAAAAAAAAAAA").is(404);
      assertThat(unknown.text()).contains("<h1>There is nothing at this link</h1>");
      anonymous.get("/share/x").is(404);
      assertThat(unknown.header("Content-Security-Policy")).contains("default-src 'none'");
    }
  }

  @OnEachDatabase
  void aRemovedAssetIsNoLongerSharedAndTheOthersAre(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String gone = server.asset("/s/gone.txt", "one");
      String stays = server.asset("/s/stays.txt", "two");
      String key =
          key(server, "assetIds", gone + "," + stays, "downloadOriginal", "true", "sort", "name");
      server.admin().form("/services/remove", "ids", gone).is(200);

      TestResponse page = server.anonymous().get("/share/" + key).is(200);

      assertThat(page.text()).contains("stays.txt").doesNotContain("gone.txt");
      server.anonymous().get("/share/" + key + "/original/" + gone + "/gone.txt").is(404);
    }
  }

  private static List<String> links(TestResponse page) {
    return LINK.matcher(page.text()).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
