package dev.carillon.server.accounts;

import static dev.carillon.server.testing.TestServer.PASSWORD;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.LiveFiles;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** API tokens, over HTTP. */
@OnEachDatabase
class TokenRulesTest {

  @Parameter private TestDatabase database;
  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void begin() {
    server = new TestServer(home, database.fresh());
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aTokenIsShownOnceAndWorksUntilItIsRevoked() {
    TestClient bob = server.newUser("bob");
    JsonNode made =
        bob.json(
                "POST",
                "/api/tokens",
                """
                {"name": "Publisher", "scopes": ["assets:write", "assets:read"],
                 "expiresInDays": 90}""")
            .is(201)
            .json();
    String token = made.path("token").asText();
    assertThat(token).matches("crl_[0-9A-Za-z]{49}");
    assertThat(made.path("prefix").asText()).isEqualTo(token.substring(0, 8) + "…");
    assertThat(made.path("username").asText()).isEqualTo("bob");
    assertThat(made.path("scopes").toString()).isEqualTo("[\"assets:read\",\"assets:write\"]");
    Duration life =
        Duration.between(
            Instant.parse(made.path("createdAt").asText()),
            Instant.parse(made.path("expiresAt").asText()));
    assertThat(life).isEqualTo(Duration.ofDays(90));
    TestResponse list = bob.get("/api/tokens").is(200);
    assertThat(list.json().path("items")).hasSize(1);
    assertThat(list.text()).doesNotContain(token.substring(10));
    TestClient program = server.anonymous().bearer(token);
    assertThat(program.known()).isTrue();
    program.form("/services/create", "assetPath", "/Users/bob/a.txt").is(200);
    bob.delete("/api/tokens/" + made.path("id").asText()).is(204);
    assertThat(program.known()).isFalse();
    assertThat(program.get("/services/search?q=").status()).isEqualTo(401);
    assertThat(bob.get("/api/tokens").json().at("/items/0/revokedAt").isNull()).isFalse();
  }

  @Test
  void theLastUseIsNotedWithTimeAndAddress() throws InterruptedException {
    TestClient bob = server.newUser("bob");
    String token = TestServer.token(bob, "assets:read").path("token").asText();
    assertThat(bob.get("/api/tokens").json().at("/items/0/lastUsedAt").isNull()).isTrue();
    Instant before = Instant.now().minusSeconds(5);
    assertThat(server.anonymous().bearer(token).known()).isTrue();
    Await.until("noted", () -> bob.get("/api/tokens").json().at("/items/0/lastUsedAt").isTextual());
    JsonNode shown = bob.get("/api/tokens").json().at("/items/0");
    assertThat(Instant.parse(shown.path("lastUsedAt").asText())).isAfter(before);
    assertThat(shown.path("lastUsedFrom").asText()).isEqualTo("127.0.0.1");
  }

  @Test
  void everybodySeesTheOwnTokensAndSuperUsersAll() {
    TestClient bob = server.newUser("bob");
    TestClient ann = server.newUser("ann");
    String bobs = TestServer.token(bob, "assets:read").path("id").asText();
    TestServer.token(ann, "assets:read");
    TestServer.token(server.admin(), "assets:read");
    assertThat(ann.get("/api/tokens").json().path("items")).hasSize(1);
    assertThat(ann.get("/api/tokens?user=ann").json().path("items")).hasSize(1);
    assertThat(ann.get("/api/tokens?user=bob").status()).isEqualTo(403);
    assertThat(ann.get("/api/tokens?user=*").status()).isEqualTo(403);
    assertThat(ann.delete("/api/tokens/" + bobs).status()).isEqualTo(404);
    TestClient admin = server.admin();
    assertThat(admin.get("/api/tokens").json().path("items")).hasSize(1);
    assertThat(admin.get("/api/tokens?user=BOB").json().path("items")).hasSize(1);
    assertThat(admin.get("/api/tokens?user=none").status()).isEqualTo(404);
    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = admin.get("/api/tokens?user=*&limit=2&cursor=" + cursor).is(200).json();
      page.path("items").forEach(token -> names.add(token.path("username").asText()));
      cursor = page.path("next").isNull() ? "" : page.path("next").asText();
    } while (!cursor.isEmpty());
    assertThat(names).containsExactlyInAnyOrder("bob", "ann", "admin");
    admin.delete("/api/tokens/" + bobs).is(204);
  }

  /** Who came by a session, or by the token of a log-in, does not keep it for ever. */
  @Test
  void whoIsLoggedInMakesATokenWithThePasswordOnly() {
    server.newUser("bob");
    String wish = "{\"name\": \"t\", \"scopes\": [\"assets:read\"]%s}";
    for (TestClient bob :
        List.of(
            server.anonymous().loggedIn("bob", PASSWORD),
            server.anonymous().tokenLoggedIn("bob", PASSWORD))) {
      assertThat(bob.json("POST", "/api/tokens", wish.formatted("")).is(400).message())
          .contains("'password' is missing");
      bob.json("POST", "/api/tokens", wish.formatted(", \"password\": \"another\"")).is(403);
      assertThat(bob.get("/api/tokens").text()).doesNotContain("\"revokedAt\":null");
      String made =
          bob.json("POST", "/api/tokens", wish.formatted(", \"password\": \"" + PASSWORD + "\""))
              .is(201)
              .json()
              .path("id")
              .asText();
      bob.delete("/api/tokens/" + made).is(204);
    }
  }

  @Test
  void aTokenMakesNoneThatIsGoodForLongerThanItself() {
    String wish = "{\"name\": \"t\", \"scopes\": [\"admin:write\"]%s}";
    String shortLived =
        server
            .admin()
            .json("POST", "/api/tokens", wish.formatted(", \"expiresInDays\": 2"))
            .is(201)
            .json()
            .path("token")
            .asText();
    TestClient program = server.anonymous().bearer(shortLived);
    assertThat(program.json("POST", "/api/tokens", wish.formatted("")).is(403).message())
        .contains("longer than itself");
    program.json("POST", "/api/tokens", wish.formatted(", \"expiresInDays\": 3")).is(403);
    program.json("POST", "/api/tokens", wish.formatted(", \"expiresInDays\": 1")).is(201);

    String endless = TestServer.token(server.admin(), "admin:write").path("token").asText();
    server.anonymous().bearer(endless).json("POST", "/api/tokens", wish.formatted("")).is(201);
  }

  @Test
  void aChangedPasswordEndsTheApiTokensWhereThatIsAskedFor() {
    TestClient bob = server.newUser("bob");
    String token = TestServer.token(bob, "assets:read").path("token").asText();
    String ann = TestServer.token(server.newUser("ann"), "assets:read").path("token").asText();
    String change = "{\"currentPassword\": \"%s\", \"newPassword\": \"%s\"%s}";
    bob.json("PUT", "/api/me/password", change.formatted(PASSWORD, "another-big-bell", "")).is(204);
    assertThat(server.anonymous().bearer(token).known()).isTrue();

    String all = ", \"revokeTokens\": true";
    server
        .anonymous()
        .basic("bob", "another-big-bell")
        .json("PUT", "/api/me/password", change.formatted("another-big-bell", PASSWORD, all))
        .is(204);
    assertThat(server.anonymous().bearer(token).known()).isFalse();
    assertThat(bob.get("/api/tokens").json().at("/items/0/revokedAt").isNull()).isFalse();
    assertThat(server.anonymous().bearer(ann).known()).as("another user's").isTrue();
  }

  /** Somebody else may have made it, or found it. */
  @Test
  void aChangedPasswordEndsTheLinkThatWouldSetIt() {
    TestClient bob = server.newUser("bob");
    String link =
        server
            .admin()
            .json("POST", "/api/users/bob/password-link", "")
            .is(200)
            .json()
            .path("passwordLink")
            .asText();
    bob.json(
            "PUT",
            "/api/me/password",
            "{\"currentPassword\": \"" + PASSWORD + "\", \"newPassword\": \"another-big-bell\"}")
        .is(204);
    server
        .anonymous()
        .form(
            "/services/set-password",
            "token",
            link.replaceAll(".*token=", ""),
            "password",
            "a-thiefs-own-bell")
        .is(403);
  }

  @Test
  void wrongWishesAreNamed() {
    for (String[] bad :
        new String[][] {
          {"{\"scopes\": [\"assets:read\"]}", "name"},
          {"{\"name\": \" \", \"scopes\": [\"assets:read\"]}", "name"},
          {"{\"name\": \"x\"}", "scopes"},
          {"{\"name\": \"x\", \"scopes\": []}", "scopes"},
          {"{\"name\": \"x\", \"scopes\": [\"everything\"]}", "scopes"},
          {"{\"name\": \"x\", \"scopes\": [\"assets:read\"], \"expiresInDays\": 0}", "expires"},
          {"{\"name\": \"x\", \"scopes\": [\"assets:read\"], \"expiresInDays\": 4000}", "expires"},
          {
            "{\"name\": \"x\", \"scopes\": [\"assets:read\"], \"expiresInDay\": 1}", "expiresInDays"
          },
        }) {
      TestResponse refused = server.admin().json("POST", "/api/tokens", bad[0]);
      assertThat(refused.status()).as(bad[0]).isEqualTo(400);
      assertThat(refused.message()).as(bad[0]).contains(bad[1]);
    }
    assertThat(server.admin().get("/api/tokens").json().path("items")).isEmpty();
  }

  @Test
  void nothingThatIsStoredCanBeUsed() throws IOException, SQLException {
    String token = TestServer.token(server.admin(), "admin:write").path("token").asText();
    JsonNode invited = server.admin().json("POST", "/api/users", "{\"username\": \"z\"}").json();
    String link = invited.path("passwordLink").asText().replaceAll(".*token=", "");
    TestClient session = server.anonymous().loggedIn("admin", PASSWORD);
    String cookie = session.header("Cookie").replaceAll(".*=", "");
    assertThat(server.anonymous().bearer(token).known()).isTrue();
    String stored = stored();
    assertThat(stored).contains(token.substring(0, 8)).contains("admin:write");
    assertThat(stored).doesNotContain(token.substring(8, 20)).doesNotContain(link);
    assertThat(stored).doesNotContain(cookie).doesNotContain(PASSWORD);
  }

  /** All that is stored, as text: files of the embedded database, rows of another. */
  private String stored() throws IOException, SQLException {
    return database == TestDatabase.SQLITE ? files() : rows();
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : LiveFiles.below(home.resolve("data"))) {
      all.append(new String(LiveFiles.read(file), ISO_8859_1));
    }
    return all.toString();
  }

  private String rows() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (var connection = DriverManager.getConnection(server.database());
        var tables =
            connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"});
        var statement = connection.createStatement()) {
      while (tables.next()) {
        String every = "select t::text from " + tables.getString("TABLE_NAME") + " t";
        try (var rows = statement.executeQuery(every)) {
          while (rows.next()) {
            all.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return all.toString();
  }
}
