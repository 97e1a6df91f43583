package dev.carillon.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.access.RequiredScope;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.platform.openapi.OpenApi;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What API tokens are good for. */
class TokenScopesTest {

  @TempDir private Path home;

  @Test
  void everyCallNeedsTheScopeThatItsDescriptionNames() {
    Map<String, String> enforced = new TreeMap<>();
    Map<String, String> described = new TreeMap<>();
    try (TestServer server = new TestServer(home, "")) {
      for (Route route : server.server().routes().all()) {
        for (String method : route.methods()) {
          String path = OpenApi.path(route.path());
          JsonNode operation =
              Contract.DOCUMENT.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
          if (operation.isObject()) {
            String call = method + " " + path;
            enforced.put(call, RequiredScope.of(route).map(TokenScope::text).orElse("none"));
            described.put(call, operation.path("x-scope").asText("none"));
          }
        }
      }
    }
    assertThat(described).hasSizeGreaterThan(100);
    assertThat(described).isEqualTo(enforced);
  }

  @Test
  void noCallIsAnsweredToATokenWithoutItsScope() {
    try (TestServer server = new TestServer(home, "")) {
      Map<TokenScope, TestClient> tokens = new HashMap<>();
      for (TokenScope scope : TokenScope.values()) {
        String token = TestServer.token(server.admin(), scope.text()).path("token").asText();
        tokens.put(scope, server.anonymous().bearer(token));
      }
      int refused = 0;
      for (Route route : server.server().routes().all()) {
        if (route.access() == RouteAccess.ANYONE || RequiredScope.of(route).isEmpty()) {
          continue;
        }
        TokenScope needed = RequiredScope.of(route).get();
        String path = route.path().replaceAll("\\{[^}]+}", "x").replace("*", "x");
        for (TokenScope scope : TokenScope.values()) {
          for (String method : route.methods()) {
            if (!scope.includes(needed)) {
              TestResponse reply = Objects.requireNonNull(tokens.get(scope)).json(method, path, "");
              String call = method + " " + path + " with " + scope.text();
              assertThat(reply.status()).as(call).isEqualTo(403);
              assertThat(reply.message()).as(call).contains("'" + needed.text() + "'");
              refused++;
            }
          }
        }
      }
      assertThat(refused).isGreaterThan(300);
    }
  }

  @Test
  void aTokenDoesWhatItsScopesSayAndNeverMoreThanItsUser() {
    try (TestServer server = new TestServer(home, "")) {
      TestClient reader =
          server
              .anonymous()
              .bearer(TestServer.token(server.admin(), "assets:read").path("token").asText());
      assertThat(reader.get("/services/search?q=").status()).isEqualTo(200);
      assertThat(reader.form("/services/search", "q", "").status()).isEqualTo(200);
      assertThat(reader.get("/services/ping").status()).isEqualTo(200);
      assertThat(reader.get("/api/me").json().path("username").asText()).isEqualTo("admin");
      TestClient writer =
          server
              .anonymous()
              .bearer(TestServer.token(server.admin(), "webhooks:write").path("token").asText());
      assertThat(writer.get("/api/webhooks").status()).isEqualTo(200);
      assertThat(
              writer.json("POST", "/api/url-checks", "{\"url\": \"http://192.0.2.1/\"}").status())
          .isEqualTo(200);
      // files can be had without a log-in, with a secret; with a token they need its scope
      String id =
          server.admin().form("/services/create", "assetPath", "/a.txt").json().path("id").asText();
      assertThat(reader.get("/file/" + id + "/*/a.txt").status()).isEqualTo(200);
      assertThat(writer.get("/file/" + id + "/*/a.txt").status()).isEqualTo(403);
      TestClient bob = server.newUser("bob");
      String all = TestServer.token(bob, "admin:write", "webhooks:write").path("token").asText();
      TestClient bobsToken = server.anonymous().bearer(all);
      assertThat(bobsToken.get("/api/users").message()).contains("super-user capability");
      assertThat(bobsToken.get("/api/webhooks").status()).isEqualTo(403);
    }
  }

  @Test
  void aTokenMakesNeitherTokensNorPasswordsNorUsersUnlessItMayAdminister() {
    try (TestServer server = new TestServer(home, "")) {
      String most =
          TestServer.token(server.admin(), "assets:write", "webhooks:write", "admin:read")
              .path("token")
              .asText();
      TestClient token = server.anonymous().bearer(most);
      String wish = "{\"name\": \"x\", \"scopes\": [\"assets:read\"]}";
      assertThat(token.json("POST", "/api/tokens", wish).status()).isEqualTo(403);
      assertThat(token.json("POST", "/api/users", "{\"username\": \"x\"}").status()).isEqualTo(403);
      assertThat(token.post("/api/users/admin/password-link").status()).isEqualTo(403);
      assertThat(
              token
                  .json(
                      "PUT",
                      "/api/me/password",
                      "{\"currentPassword\": \"%s\", \"newPassword\": \"another one\"}"
                          .formatted(TestServer.PASSWORD))
                  .status())
          .isEqualTo(403);
      TestClient ruler =
          server
              .anonymous()
              .bearer(TestServer.token(server.admin(), "admin:write").path("token").asText());
      assertThat(ruler.json("POST", "/api/users", "{\"username\": \"x\"}").status()).isEqualTo(201);
      assertThat(ruler.json("POST", "/api/tokens", wish).message()).contains("assets:read");
      assertThat(TestServer.token(ruler, "admin:read").path("token").asText()).startsWith("crl_");
    }
  }
}
