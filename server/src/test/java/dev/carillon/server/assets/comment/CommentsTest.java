package dev.carillon.server.assets.comment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** What users say about assets: the same on every database. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommentsTest {

  @Parameter private TestDatabase database;
  private RecordedServer server;
  private TestClient admin;
  private TestClient ann;
  private TestClient bob;
  private int count;
  private String folder;
  private String asset;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path home) {
    server = new RecordedServer(home, database.fresh(), "ann", "bob");
    admin = server.admin();
    // these clients hold each response to the description of the API
    ann = TestClient.at(server.url()).basic("ann", RecordedServer.PASSWORD);
    bob = TestClient.at(server.url()).basic("bob", RecordedServer.PASSWORD);
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  @BeforeEach
  void create() {
    folder = "/comments-" + ++count;
    asset = server.asset(folder + "/windmill.bin");
    server.allow("ann", folder, "V");
  }

  @Test
  void theNewestPageComesFirstAndEachPageIsInOrder() {
    for (int i = 1; i <= 5; i++) {
      commented(i % 2 == 0 ? ann : admin, "comment " + i);
    }

    JsonNode newest = ann.get(path(), "limit", "2").ok();
    assertThat(texts(newest)).containsExactly("comment 4", "comment 5");
    assertThat(newest.path("count").asInt()).isEqualTo(5);
    assertThat(newest.path("items").findValuesAsText("author")).containsExactly("ann", "admin");
    assertThat(newest.path("items").findValuesAsText("own")).containsExactly("true", "false");
    JsonNode earlier = ann.get(path(), "limit", "2", "cursor", newest.path("next").asText()).ok();
    assertThat(texts(earlier)).containsExactly("comment 2", "comment 3");
    JsonNode first = ann.get(path(), "limit", "2", "cursor", earlier.path("next").asText()).ok();
    assertThat(texts(first)).containsExactly("comment 1");
    assertThat(first.path("next").isNull()).isTrue();
    assertThat(ann.get(path(), "cursor", "soon").is(400).text())
        .contains("'cursor' is 'soon'", "'next' of the previous page");
    assertThat(ann.get(path(), "limit", "101").is(400).text()).contains("'limit' is '101'", "100");
  }

  @Test
  void aCommentIsChangedByItsAuthorAndBySuperUsers() {
    server.allow("bob", folder, "V");
    String one = commented(ann, "Too dark");

    assertThat(bob.json("PUT", one, body("mine")).is(403).text())
        .contains("written by ann", "only its author and super users");
    bob.bare("DELETE", one).is(403);
    assertThat(ann.json("PUT", one, body("Too dark")).ok().path("editedAt").isNull())
        .as("the same text is no change")
        .isTrue();
    JsonNode own = ann.json("PUT", one, body("Too bright")).ok();
    assertThat(own.path("text").asText()).isEqualTo("Too bright");
    assertThat(own.path("editedBy").asText()).isEqualTo("ann");
    assertThat(own.path("editedAt").asText()).isGreaterThanOrEqualTo(created(own));
    JsonNode moderated = admin.json("PUT", one, body("[removed]")).ok();
    assertThat(moderated.path("author").asText()).isEqualTo("ann");
    assertThat(moderated.path("editedBy").asText()).isEqualTo("admin");
    assertThat(bob.get(one).ok()).isEqualTo(moderated);
    admin.bare("DELETE", one).is(204);
    ann.get(one).is(404);
    ann.json("PUT", one, body("again")).is(404);
    ann.bare("DELETE", one).is(404);
    assertThat(ann.get(path()).ok().path("count").asInt()).isZero();
  }

  @Test
  void whoDoesNotSeeTheAssetSeesNoCommentAndAGuestOfAShareLinkNone() {
    String one = commented(ann, "a secret remark");
    for (TestResponse refused :
        List.of(
            bob.get(path()),
            bob.json("POST", path(), body("me too")),
            bob.get(one),
            bob.json("PUT", one, body("mine")),
            bob.bare("DELETE", one))) {
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.text()).contains("There is no asset").doesNotContain("remark");
    }
    server.anonymous().get(path()).is(401);
    server.anonymous().json("POST", path(), body("hello")).is(401);
    String key =
        admin
            .form(
                "/services/createAuthKey",
                "subject",
                "For you",
                "assetIds",
                asset,
                "validUntil",
                "4102444800000")
            .ok()
            .path("authKey")
            .asText();
    TestResponse shared = server.anonymous().get("/share/" + key).is(200);
    assertThat(shared.text()).contains("windmill").doesNotContain("remark");
    server.anonymous().get("/share/" + key + "/comments").is(404);
    assertThat(ann.get("/api/assets/" + asset + "/comments/none").is(404).text())
        .contains("There is no comment 'none'");
    String other = server.asset(folder + "/other.bin");
    assertThat(ann.get(one.replace(asset, other)).is(404).text()).contains("no comment");
  }

  @Test
  void commentsStayWithTheAssetAreNotCopiedAndEndWithIt() throws SQLException {
    commented(ann, "Too dark");
    admin.form("/services/update", "id", asset, "filename", "mill.bin").is(200);
    admin
        .form("/services/move", "source", folder + "/mill.bin", "target", folder + "/in/m.bin")
        .is(200);
    assertThat(texts(admin.get(path()).ok())).containsExactly("Too dark");

    admin
        .form("/services/copy", "source", folder + "/in/m.bin", "target", folder + "/c.bin")
        .is(200);
    String copy =
        admin
            .form("/services/search", "q", "assetPath:\"" + folder + "/c.bin\"")
            .ok()
            .at("/hits/0/id")
            .asText();
    assertThat(copy).hasSize(22).isNotEqualTo(asset);
    assertThat(texts(admin.get(path().replace(asset, copy)).ok())).isEmpty();
    assertThat(rows(asset)).isEqualTo(1);

    admin.form("/services/remove", "ids", asset).is(200);
    admin.get(path()).is(404);
    assertThat(admin.json("POST", path(), body("late")).is(404).text()).contains("no asset");
    assertThat(rows(asset)).as("kept in the trash").isEqualTo(1);
    admin.json("POST", "/api/trash/restore", "{\"ids\": [\"" + asset + "\"]}").is(200);
    assertThat(texts(admin.get(path()).ok())).hasSize(1);

    admin.form("/services/remove", "ids", asset).is(200);
    admin.bare("DELETE", "/api/trash/" + asset).is(204);
    assertThat(rows(asset)).isZero();
  }

  @Test
  void aCommentIsNoEventAndNoChangeOfTheAsset() {
    admin.json("POST", path(), body("an unheard remark")).is(201);
    String before = metadata();
    commented(ann, "another unheard remark");
    List<JsonNode> events = server.events();
    assertThat(events).isNotEmpty();
    assertThat(events.toString()).doesNotContain("remark").doesNotContain("comment_");
    assertThat(metadata()).isEqualTo(before);
    assertThat(server.finds("admin", "unheard")).as("comments are not searched").isEmpty();
  }

  @Test
  void hostileTextsAreKeptAsTheyAre() {
    List<String> texts =
        List.of(
            "x".repeat(10_000),
            "<script>alert(1)</script><img src=x onerror=alert(2)> &amp; \"'",
            "مرحبا بالعالم, see https://example.com/أ",
            "\u202Ereversed\u202C and 👩‍👩‍👧 \uD842\uDFB7",
            "'); drop table assets; --",
            "one\ttab\nline\n\nparagraph",
            "{{7*7}} ${jndi:ldap://x} %s %n");
    for (String text : texts) {
      commented(ann, text);
    }
    assertThat(texts(ann.get(path()).ok())).isEqualTo(texts);
    String padded = commented(ann, "  \r\n a line\r\nanother\r \n");
    assertThat(ann.get(padded).ok().path("text").asText()).isEqualTo("a line\nanother");
  }

  @Test
  void aBadTextIsRefusedWithWhatIsAllowed() {
    for (String text : List.of("", "  \n", "\u200B\u202E", "bell \u0007 here", "\u0085")) {
      assertThat(ann.json("POST", path(), body(text)).is(400).text())
          .contains("'text' is", "plain text of 1 to 10,000 characters");
    }
    for (String escaped : List.of("half \\ud83d", "nul \\u0000")) {
      assertThat(ann.json("POST", path(), "{\"text\": \"" + escaped + "\"}").is(400).text())
          .contains("a character that no text can hold at '/text'");
    }
    TestResponse tooLong = ann.json("POST", path(), body("x".repeat(10_001))).is(400);
    assertThat(tooLong.text()).contains("'text' is", "10000 characters");
    assertThat(tooLong.text().length()).isLessThan(2_000);
    assertThat(ann.json("POST", path(), "{}").is(400).text()).contains("'text' is required");
    assertThat(ann.json("POST", path(), "{\"text\": 7}").is(400).text()).contains("'text' is '7'");
    assertThat(ann.json("POST", path(), "{\"txt\": \"a\"}").is(400).text()).contains("txt");
    String one = commented(ann, "Too dark");
    ann.json("PUT", one, body(" ")).is(400);
    assertThat(texts(ann.get(path()).ok())).containsExactly("Too dark");
  }

  @Test
  void anAssetHasNoMoreThanAThousandCommentsHoweverManyComeAtOnce() throws Exception {
    try (Connection connection = connect()) {
      for (int i = 0; i < Comments.OF_ASSET_MAX - 2; i++) {
        Sql.update(
            connection,
            """
            insert into asset_comments (id, asset_id, author, author_key, text, created_at)
            values (?, ?, 'ann', 'ann', 'filler', ?)
            """,
            "filler" + count + "x" + i,
            asset,
            i + 1L);
      }
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TestResponse>> asked = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        asked.add(threads.submit(() -> ann.json("POST", path(), body("one of the last"))));
      }
      for (Future<TestResponse> each : asked) {
        statuses.add(each.get().status());
      }
    }
    assertThat(statuses).hasSize(8).containsOnly(201, 409);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(2);
    assertThat(ann.json("POST", path(), body("more")).is(409).text())
        .contains("1000 comments, which is the maximum");
    JsonNode newest = ann.get(path(), "limit", "2").ok();
    assertThat(newest.path("count").asInt()).isEqualTo(1_000);
    List<String> times = newest.path("items").findValuesAsText("createdAt");
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void commentsOfAUserWhoIsRemovedStayAndAreNotTheNextUsersOfThatName() {
    server.newUser("carl");
    server.allow("carl", folder, "V");
    String one = commented(server.as("carl"), "I was here");
    admin.bare("DELETE", "/api/users/carl").is(204);
    server.newUser("carl");
    server.allow("carl", folder, "V");

    JsonNode seen = server.as("carl").get(one).ok();
    assertThat(seen.path("author").asText()).isEqualTo("carl");
    assertThat(seen.path("own").asBoolean()).isFalse();
    server.as("carl").bare("DELETE", one).is(403);
    admin.bare("DELETE", "/api/users/carl").is(204);
  }

  @Test
  void theAuditLogNamesTheAssetAndNotTheText() {
    String one = commented(ann, "an unkind remark");
    ann.json("PUT", one, body("another remark")).is(200);
    admin.bare("DELETE", one).is(204);
    for (String action : List.of("createComment", "updateComment", "removeComment")) {
      Await.until(action, () -> !audited(action).isMissingNode());
      JsonNode entry = audited(action);
      assertThat(entry.at("/object/type").asText()).isEqualTo("asset");
      assertThat(entry.at("/object/name").asText()).isEqualTo("windmill.bin");
      assertThat(entry.toString())
          .contains(one.substring(one.lastIndexOf('/') + 1))
          .contains("\"author\":\"ann\"")
          .doesNotContain("remark");
    }
    assertThat(audited("createComment").at("/after/comment/characters").asInt()).isEqualTo(16);
    assertThat(audited("removeComment").path("actor").asText()).isEqualTo("admin");
  }

  private JsonNode audited(String action) {
    for (JsonNode entry : admin.get("/api/audit", "action", action).ok().path("items")) {
      if (entry.at("/object/id").asText().equals(asset)) {
        return entry;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  private String path() {
    return "/api/assets/" + asset + "/comments";
  }

  /** Writes a comment; its path. */
  private String commented(TestClient by, String text) {
    TestResponse made = by.json("POST", path(), body(text)).is(201);
    assertThat(made.header("Location")).endsWith(made.json().path("id").asText());
    return made.header("Location");
  }

  private static String body(String text) {
    return JsonNodeFactory.instance.objectNode().put("text", text).toString();
  }

  private static List<String> texts(JsonNode page) {
    return page.path("items").findValuesAsText("text");
  }

  private static String created(JsonNode comment) {
    return comment.path("createdAt").asText();
  }

  private String metadata() {
    return admin
        .form("/services/search", "q", "id:" + asset)
        .ok()
        .at("/hits/0/metadata")
        .toString();
  }

  private long rows(String of) throws SQLException {
    try (Connection connection = connect()) {
      return Sql.number(connection, "select count(*) from asset_comments where asset_id = ?", of);
    }
  }

  private Connection connect() throws SQLException {
    return server.database().isEmpty()
        ? DriverManager.getConnection("jdbc:sqlite:" + server.home().resolve("data/carillon.db"))
        : TestDatabase.source(server.database()).getConnection();
  }
}
