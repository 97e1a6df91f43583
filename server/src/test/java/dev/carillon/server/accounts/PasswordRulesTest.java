package dev.carillon.server.accounts;

import static dev.carillon.server.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Passwords, links that set them, and sessions, over HTTP. */
@OnEachDatabase
class PasswordRulesTest {

  private static final String NEXT = "another password";

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

  private static String token(String link) {
    return link.replaceAll(".*token=", "");
  }

  @Test
  void anInvitedUserChoosesThePasswordByTheLinkWhichWorksOnce() {
    JsonNode made =
        server.admin().json("POST", "/api/users", "{\"username\": \"zoe\"}").is(201).json();
    assertThat(made.path("passwordSet").asBoolean()).isFalse();
    assertThat(server.anonymous().basic("zoe", "").known()).isFalse();
    String link = made.path("passwordLink").asText();
    assertThat(made.has("passwordLinkValidUntil")).isTrue();
    TestResponse page = server.anonymous().get(link).is(200);
    assertThat(page.text()).contains("zoe").doesNotContain("<script");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    TestClient browser = server.anonymous().with("Accept", "text/html,*/*;q=0.8");
    String path = "/services/set-password";
    assertThat(browser.form(path, "token", token(link), "password", "short").status())
        .isEqualTo(400);
    assertThat(browser.form(path, "token", token(link), "password", NEXT).is(200).text())
        .contains("The password is set");
    assertThat(server.anonymous().basic("zoe", NEXT).known()).isTrue();
    assertThat(browser.form(path, "token", token(link), "password", PASSWORD).status())
        .isEqualTo(403);
    assertThat(server.anonymous().get(link).status()).isEqualTo(403);
    assertThat(server.anonymous().basic("zoe", PASSWORD).known()).isFalse();
    assertThat(server.admin().get("/api/users/zoe").json().path("passwordSet").asBoolean())
        .isTrue();
  }

  @Test
  void aResetLeavesTheOldPasswordUntilTheLinkIsUsedAndThenEndsAllLogIns() {
    TestClient bob = server.newUser("bob");
    TestClient session = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient login = server.anonymous().tokenLoggedIn("bob", PASSWORD);
    String first = link();
    String second = link();
    assertThat(server.anonymous().get(first).status()).isEqualTo(403);
    assertThat(bob.known() && session.known() && login.known()).isTrue();
    TestClient stranger = server.anonymous();
    assertThat(
            stranger
                .form("/services/set-password", "token", token(first), "password", NEXT)
                .status())
        .isEqualTo(403);
    stranger.form("/services/set-password", "token", token(second), "password", NEXT).is(200);
    for (TestClient each : List.of(bob, session, login)) {
      assertThat(each.known()).isFalse();
    }
  }

  private String link() {
    TestResponse made = server.admin().post("/api/users/bob/password-link").is(200);
    assertThat(made.json().path("validUntil").asText()).isNotEmpty();
    return made.json().path("passwordLink").asText();
  }

  @Test
  void aLinkOfADisabledUserIsVoid() {
    server.newUser("bob");
    String link = link();
    server.admin().json("PUT", "/api/users/bob", "{\"enabled\": false}").is(200);
    assertThat(server.anonymous().get(link).status()).isEqualTo(403);
    server.admin().json("PUT", "/api/users/bob", "{\"enabled\": true}").is(200);
    assertThat(server.anonymous().get(link).status()).isEqualTo(403);
  }

  @Test
  void theOwnPasswordIsChangedByWhoKnowsIt() {
    server.newUser("bob");
    TestClient here = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient there = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient login = server.anonymous().tokenLoggedIn("bob", PASSWORD);
    String apiToken =
        TestServer.token(server.anonymous().basic("bob", PASSWORD), "assets:read")
            .path("token")
            .asText();
    assertThat(here.json("PUT", "/api/me/password", body("wrong", NEXT)).status()).isEqualTo(403);
    TestResponse tooShort = here.json("PUT", "/api/me/password", body(PASSWORD, "short"));
    assertThat(tooShort.status()).isEqualTo(400);
    assertThat(tooShort.message()).contains("newPassword").doesNotContain("short");
    assertThat(there.known()).isTrue();
    here.json("PUT", "/api/me/password", body(PASSWORD, NEXT)).is(204);
    assertThat(here.known()).isTrue();
    here.json("PUT", "/api/me", "{\"fullName\": \"still let change\"}").is(200);
    assertThat(there.known()).isFalse();
    assertThat(login.known()).isFalse();
    assertThat(server.anonymous().bearer(apiToken).known()).isTrue();
    assertThat(server.anonymous().basic("bob", PASSWORD).known()).isFalse();
    assertThat(server.anonymous().basic("bob", NEXT).known()).isTrue();
  }

  @Test
  void guessingTheCurrentPasswordIsSlowedDown() {
    server.newUser("bob");
    TestClient here = server.anonymous().loggedIn("bob", PASSWORD);
    int refused = 0;
    for (int i = 0; i < 8; i++) {
      TestResponse reply = here.json("PUT", "/api/me/password", body("wrong " + i, NEXT));
      refused += reply.status() == 429 ? 1 : 0;
      assertThat(reply.status()).isIn(403, 429);
    }
    assertThat(refused).isPositive();
  }

  private static String body(String current, String next) {
    return "{\"currentPassword\": \"%s\", \"newPassword\": \"%s\"}".formatted(current, next);
  }

  @Test
  void sessionsAreListedAndEnded() {
    server.newUser("bob");
    TestClient here = server.anonymous().with("User-Agent", "Here/1.0").loggedIn("bob", PASSWORD);
    TestClient there = server.anonymous().with("User-Agent", "There/2.0").loggedIn("bob", PASSWORD);
    TestClient third = server.anonymous().loggedIn("bob", PASSWORD);
    JsonNode mine = here.get("/api/me/sessions").is(200).json().path("items");
    assertThat(mine).hasSize(3);
    for (JsonNode session : mine) {
      assertThat(session.path("current").asBoolean())
          .isEqualTo(session.path("userAgent").asText().equals("Here/1.0"));
      assertThat(session.path("address").asText()).isEqualTo("127.0.0.1");
      if (session.path("userAgent").asText().equals("There/2.0")) {
        here.delete("/api/me/sessions/" + session.path("id").asText()).is(204);
        assertThat(here.delete("/api/me/sessions/" + session.path("id").asText()).status())
            .isEqualTo(404);
      }
    }
    assertThat(there.known()).isFalse();
    assertThat(third.known()).isTrue();
    assertThat(server.admin().get("/api/users/bob/sessions").json().path("items")).hasSize(2);
    String adminsOwn =
        server
            .anonymous()
            .loggedIn("admin", PASSWORD)
            .get("/api/me/sessions")
            .json()
            .at("/items/0/id")
            .asText();
    assertThat(here.delete("/api/me/sessions/" + adminsOwn).status()).isEqualTo(404);
    here.delete("/api/me/sessions").is(204);
    assertThat(third.known()).isFalse();
    assertThat(here.known()).isTrue();
    assertThat(here.get("/api/me/sessions").json().path("items")).hasSize(1);
  }

  @Test
  void logOutEverywhereEndsSessionsAndLogInTokensButNoApiTokens() {
    TestClient bob = server.newUser("bob");
    TestClient session = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient login = server.anonymous().tokenLoggedIn("bob", PASSWORD);
    TestClient other = server.anonymous().loggedIn("admin", PASSWORD);
    TestClient token =
        server.anonymous().bearer(TestServer.token(bob, "assets:read").path("token").asText());
    server.admin().post("/api/users/bob/log-out").is(204);
    assertThat(session.known()).isFalse();
    assertThat(login.known()).isFalse();
    assertThat(token.known()).isTrue();
    assertThat(other.known()).isTrue();
    assertThat(server.admin().post("/api/users/none/log-out").status()).isEqualTo(404);
  }
}
