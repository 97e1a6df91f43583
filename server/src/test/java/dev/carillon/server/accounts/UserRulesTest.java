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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What administrators do with users, over HTTP. */
@OnEachDatabase
class UserRulesTest {

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
  void aUserIsMadeReadChangedAndRemoved() {
    TestClient admin = server.admin();
    TestResponse made =
        admin
            .json(
                "POST",
                "/api/users",
                """
                {"username": "Zoë B", "fullName": "Zoë Bell", "email": "zoe@example.com",
                 "locale": "nl_NL", "licence": "basic", "password": "long enough"}""")
            .is(201);
    assertThat(made.header("Location")).isEqualTo("/api/users/Zo%C3%AB%20B");
    assertThat(made.json().has("passwordLink")).isFalse();
    JsonNode user = admin.get("/api/users/ZO%C3%8B%20b").is(200).json();
    assertThat(user).isEqualTo(made.json());
    assertThat(user.path("superUser").asBoolean()).isFalse();
    assertThat(user.path("enabled").asBoolean()).isTrue();
    assertThat(user.path("passwordSet").asBoolean()).isTrue();
    assertThat(user.path("lastLogInAt").isNull()).isTrue();
    JsonNode changed =
        admin
            .json("PUT", "/api/users/Zo%C3%AB%20B", "{\"licence\": \"api\", \"superUser\": true}")
            .is(200)
            .json();
    assertThat(changed.path("fullName").asText()).isEqualTo("Zoë Bell");
    assertThat(changed.path("licence").asText()).isEqualTo("api");
    assertThat(changed.path("superUser").asBoolean()).isTrue();
    TestClient zoe = server.anonymous().basic("zoë b", "long enough");
    assertThat(zoe.get("/api/webhooks").status()).isEqualTo(200);
    admin.delete("/api/users/Zo%C3%AB%20B").is(204);
    assertThat(admin.get("/api/users/Zo%C3%AB%20B").status()).isEqualTo(404);
    assertThat(zoe.known()).isFalse();
  }

  @Test
  void wrongInputIsNamedAndNothingIsDone() {
    TestClient admin = server.admin();
    for (String[] bad :
        new String[][] {
          {"{\"username\": \"a/b\"}", "username"},
          {"{\"username\": \"\"}", "username"},
          {"{}", "username"},
          {"{\"username\": \"x\", \"password\": \"short\"}", "password"},
          {"{\"username\": \"x\", \"email\": \"nobody\"}", "email"},
          {"{\"username\": \"x\", \"locale\": \"English!\"}", "locale"},
          {"{\"username\": \"x\", \"licence\": \"gold\"}", "licence"},
          {"{\"username\": \"x\", \"fullName\": \"a\\nb\"}", "fullName"},
          {"{\"username\": \"x\", \"superuser\": true}", "superUser"},
        }) {
      TestResponse refused = admin.json("POST", "/api/users", bad[0]);
      assertThat(refused.status()).as(bad[0]).isEqualTo(400);
      assertThat(refused.message()).as(bad[0]).contains(bad[1]).doesNotContain("short");
    }
    assertThat(admin.json("POST", "/api/users", "{\"username\": \"ADMIN\"}").status())
        .isEqualTo(409);
    assertThat(admin.get("/api/users").json().path("items")).hasSize(1);
    assertThat(admin.json("PUT", "/api/users/nobody", "{}").status()).isEqualTo(404);
    assertThat(admin.get("/api/users?cursor=%21").status()).isEqualTo(400);
  }

  @Test
  void usersAreListedPageByPageAndFoundByAnyOfTheirNames() {
    for (String name : List.of("cleo", "Bob", "anna")) {
      server.newUser(name, "\"email\": \"" + name + "@bells.example\"");
    }
    TestClient admin = server.admin();
    JsonNode first = admin.get("/api/users?limit=2").is(200).json();
    JsonNode second = admin.get("/api/users?limit=2&cursor=" + first.path("next").asText()).json();
    List<String> names = new ArrayList<>();
    first.path("items").forEach(user -> names.add(user.path("username").asText()));
    second.path("items").forEach(user -> names.add(user.path("username").asText()));
    assertThat(names).containsExactly("admin", "anna", "Bob", "cleo");
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(admin.get("/api/users?text=BELLS").json().path("items")).hasSize(3);
    assertThat(admin.get("/api/users?text=bo").json().path("items")).hasSize(1);
    assertThat(admin.get("/api/users?text=%25").json().path("items")).isEmpty();
  }

  @Test
  void onlySuperUsersAdministerUsers() {
    TestClient bob = server.newUser("bob");
    assertThat(bob.get("/api/users").status()).isEqualTo(403);
    assertThat(bob.get("/api/users/bob").status()).isEqualTo(403);
    assertThat(bob.json("PUT", "/api/users/bob", "{\"superUser\": true}").status()).isEqualTo(403);
    assertThat(bob.json("PUT", "/api/me", "{\"superUser\": true}").status()).isEqualTo(400);
    assertThat(bob.json("PUT", "/api/me", "{\"fullName\": \"Bob B.\"}").json().path("fullName"))
        .hasToString("\"Bob B.\"");
    assertThat(bob.get("/api/me").json().path("superUser").asBoolean()).isFalse();
  }

  @Test
  void whoIsDisabledIsOutAtOnceAndSeesNoDifferenceToAWrongPassword() {
    TestClient basic = server.newUser("bob");
    TestClient session = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient login = server.anonymous().tokenLoggedIn("bob", PASSWORD);
    TestClient token =
        server.anonymous().bearer(TestServer.token(basic, "assets:read").path("token").asText());
    for (TestClient each : List.of(basic, session, login, token)) {
      assertThat(each.known()).isTrue();
    }
    server.admin().json("PUT", "/api/users/bob", "{\"enabled\": false}").is(200);
    for (TestClient each : List.of(basic, session, login, token)) {
      assertThat(each.known()).isFalse();
    }
    TestClient stranger = server.anonymous();
    TestResponse disabled =
        stranger.form("/services/login", "username", "bob", "password", PASSWORD);
    TestResponse unknown =
        stranger.form("/services/login", "username", "none", "password", PASSWORD);
    assertThat(disabled.text()).isEqualTo(unknown.text());
    server.admin().json("PUT", "/api/users/bob", "{\"enabled\": true}").is(200);
    assertThat(basic.known()).isTrue();
    for (TestClient each : List.of(session, login, token)) {
      assertThat(each.known()).isFalse();
    }
  }

  @Test
  void whoIsRemovedIsOutAndANamesakeGetsNothingOfWhatWasLeft() {
    TestClient bob = server.newUser("bob");
    TestClient session = server.anonymous().loggedIn("bob", PASSWORD);
    TestClient login = server.anonymous().tokenLoggedIn("bob", PASSWORD);
    TestClient token =
        server.anonymous().bearer(TestServer.token(bob, "assets:read").path("token").asText());
    TestClient admin = server.admin();
    admin.form("/services/createFolder", "path", "/Zone").is(200);
    String group =
        admin.json("POST", "/api/groups", "{\"name\": \"Press\"}").json().path("id").asText();
    admin.json("PUT", "/api/groups/" + group + "/members/bob", "").is(204);
    admin
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"/Zone\", \"user\": \"bob\", \"permissions\": \"VP-------\"}")
        .is(200);
    assertThat(bob.get("/api/me").json().at("/groups/0/name").asText()).isEqualTo("Press");
    admin.delete("/api/users/bob").is(204);
    server.newUser("bob");
    for (TestClient each : List.of(session, login, token)) {
      assertThat(each.known()).isFalse();
    }
    assertThat(bob.get("/api/me").json().path("groups")).isEmpty();
    assertThat(admin.get("/api/folder-rights?path=/Zone&user=bob").json().path("rights")).isEmpty();
    assertThat(admin.get("/api/tokens?user=bob").json().path("items")).isEmpty();
  }

  @Test
  void theLastWhoCanAdministerStays() {
    TestClient admin = server.admin();
    // made, but without a password yet: cannot log in
    admin.json("POST", "/api/users", "{\"username\": \"new\", \"superUser\": true}").is(201);
    for (String change : List.of("{\"enabled\": false}", "{\"superUser\": false}")) {
      assertThat(admin.json("PUT", "/api/users/admin", change).status()).isEqualTo(409);
    }
    assertThat(admin.delete("/api/users/admin").status()).isEqualTo(409);
    JsonNode still = admin.get("/api/me").is(200).json();
    assertThat(still.path("enabled").asBoolean() && still.path("superUser").asBoolean()).isTrue();
    server.newUser("second", "\"superUser\": true");
    admin.json("PUT", "/api/users/admin", "{\"superUser\": false}").is(200);
    assertThat(admin.get("/api/users").status()).isEqualTo(403);
  }

  @Test
  void twoWhoRemoveEachOtherAtOnceDoNotBothSucceed() throws Exception {
    for (int i = 0; i < 5; i++) {
      TestClient admin = server.admin();
      TestClient other = server.newUser("other" + i, "\"superUser\": true");
      String path = "/api/users/other" + i;
      List<Integer> answers =
          together(
              () -> admin.json("PUT", path, "{\"superUser\": false}").status(),
              () -> other.json("PUT", "/api/users/admin", "{\"superUser\": false}").status());
      assertThat(answers).contains(200);
      boolean adminLeft = admin.get("/api/users").status() == 200;
      boolean otherLeft = other.get("/api/users").status() == 200;
      assertThat(adminLeft || otherLeft).as(answers.toString()).isTrue();
      TestClient left = adminLeft ? admin : other;
      left.json("PUT", "/api/users/admin", "{\"superUser\": true}").is(200);
      admin.json("PUT", path, "{\"superUser\": false}").is(200);
    }
  }

  private static List<Integer> together(Callable<Integer> one, Callable<Integer> other)
      throws InterruptedException, ExecutionException {
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : threads.invokeAll(List.of(one, other))) {
        answers.add(each.get());
      }
    }
    return answers;
  }
}
