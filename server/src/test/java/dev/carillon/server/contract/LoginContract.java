package dev.carillon.server.contract;

import static dev.carillon.server.contract.ContractServer.PASSWORD;
import static dev.carillon.server.contract.ContractServer.cred;
import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.COLLECTION;
import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Who calls, and how the caller proves it. */
@Title("Logging in")
final class LoginContract extends Part {

  private static final String LOGIN = "`POST /services/login`";
  private static final String APILOGIN = "`POST /services/apilogin`";
  private static final String ANY = "every request with credentials";

  private TestResponse login(String call, String... more) {
    List<String> pairs = new ArrayList<>(List.of("username", "admin", "password", PASSWORD));
    pairs.addAll(List.of(more));
    return server.anonymous().form(call, pairs.toArray(String[]::new));
  }

  /** {@code authToken=…} of a new session. */
  private static String cookie(TestResponse login) {
    return login.is(200).header("Set-Cookie").replaceAll(";.*", "");
  }

  private static String csrf(TestResponse login) {
    return login.json().path("csrfToken").asText();
  }

  private static String token(TestResponse apilogin) {
    return apilogin.is(200).json().path("authToken").asText();
  }

  private TestResponse change(TestClient caller) {
    return caller.form("/services/createFolder", "path", here + "/" + System.nanoTime());
  }

  @Row(
      call = LOGIN,
      holds =
          "`username` and `password` return 200"
              + " `{\"loginSuccess\":true,\"serverVersion\":\"6.113.0\",\"csrfToken\":\"<22"
              + " characters>\"}`",
      evidence = DOCUMENTS)
  void aLogin() {
    TestResponse reply = login("/services/login", "clientType", "web").is(200);
    assertThat(reply.json().path("loginSuccess").asBoolean()).isTrue();
    assertThat(reply.json().path("serverVersion").asText()).isEqualTo("6.113.0");
    assertThat(csrf(reply)).matches("[0-9A-Za-z_-]{22}");
  }

  @Row(call = LOGIN, holds = "sets the cookie `authToken=…; Path=/; HttpOnly`", evidence = CLIENTS)
  void aLoginSetsACookie() {
    assertThat(login("/services/login").header("Set-Cookie"))
        .matches("authToken=[^; ]+; Path=/; HttpOnly.*");
  }

  @Row(
      call = LOGIN,
      holds = "`cred` is base64 of `user:password`, instead of both",
      evidence = DOCUMENTS)
  void aLoginByCred() {
    TestResponse reply = server.anonymous().form("/services/login", "cred", cred("admin")).is(200);
    assertThat(reply.json().path("loginSuccess").asBoolean()).isTrue();
  }

  @Row(call = LOGIN, holds = "`returnProfile=true` adds `userProfile`", evidence = DOCUMENTS)
  void aLoginWithProfile() {
    JsonNode reply = login("/services/login", "returnProfile", "true").is(200).json();
    assertThat(reply.at("/userProfile/username").asText()).isEqualTo("admin");
    assertThat(login("/services/login").json().has("userProfile")).isFalse();
  }

  @Row(
      call = LOGIN,
      holds = "a failed login returns 200 `{\"loginSuccess\":false,\"loginFaultMessage\":\"…\"}`",
      evidence = DOCUMENTS)
  void aFailedLogin() {
    TestResponse reply =
        server
            .anonymous()
            .form("/services/login", "username", "nosuchuser", "password", "wrong")
            .is(200);
    assertThat(reply.json().path("loginSuccess").asBoolean(true)).isFalse();
    assertThat(reply.json().path("loginFaultMessage").asText()).isNotEmpty();
    assertThat(reply.header("Set-Cookie")).isEmpty();
  }

  @Row(
      call = "a session with a cookie",
      holds = "every request that changes something needs `X-CSRF-TOKEN`; 403 without it",
      evidence = DOCUMENTS)
  void aSessionNeedsItsToken() {
    TestResponse login = login("/services/login");
    TestClient session = server.anonymous().with("Cookie", cookie(login));
    change(session).is(403);
    change(session.with("X-CSRF-TOKEN", "wrong")).is(403);
    change(session.with("X-CSRF-TOKEN", csrf(login))).is(200);
    session.get("/services/search", "q", "x").is(200);
  }

  @Row(
      call = "a session with a cookie",
      holds = "a whole `Set-Cookie` line that a client sends back is accepted",
      evidence = CLIENTS)
  void aWholeSetCookieLine() {
    TestResponse login = login("/services/login");
    String line = cookie(login) + "; Path=/; HttpOnly";
    server.anonymous().with("Cookie", line).get("/services/profile").is(200);
  }

  @Row(
      call = "a session with a cookie",
      holds = "two `authToken` cookies and invalid cookies beside them are accepted",
      evidence = CLIENTS)
  void twoCookiesAndJunk() {
    String good = cookie(login("/services/login"));
    for (String line :
        List.of("authToken=old; " + good, good + "; authToken=old", "=; ;x;\"; " + good)) {
      server.anonymous().with("Cookie", line).get("/services/profile").is(200);
    }
  }

  @Row(
      call = APILOGIN,
      holds = "returns the fields of `login`, and `authToken` (a JWT, HS512) instead of the cookie",
      evidence = DOCUMENTS)
  void anApiLogin() {
    TestResponse reply = login("/services/apilogin", "clientId", "rows");
    assertThat(reply.is(200).json().path("loginSuccess").asBoolean()).isTrue();
    assertThat(reply.json().path("serverVersion").asText()).isEqualTo("6.113.0");
    assertThat(reply.header("Set-Cookie")).isEmpty();
    String head = token(reply).split("\\.")[0];
    assertThat(
            TestResponse.json(new String(Base64.getUrlDecoder().decode(head), UTF_8)).path("alg"))
        .hasToString("\"HS512\"");
  }

  @Row(
      call = APILOGIN,
      holds = "`Authorization: Bearer <token>` needs no CSRF token",
      evidence = DOCUMENTS)
  void aBearerToken() {
    String token = token(login("/services/apilogin"));
    change(server.anonymous().with("Authorization", "Bearer " + token)).is(200);
  }

  @Row(call = ANY, holds = "`Bearer<token>` without the space is accepted", evidence = CLIENTS)
  void aBearerTokenWithoutSpace() {
    String token = token(login("/services/apilogin"));
    change(server.anonymous().with("Authorization", "Bearer" + token)).is(200);
  }

  @Row(call = "`login`, `apilogin`", holds = "an empty `Bearer` is accepted", evidence = CLIENTS)
  void anEmptyBearer() {
    TestClient empty = server.anonymous().with("Authorization", "Bearer");
    for (String call : List.of("/services/login", "/services/apilogin")) {
      assertThat(empty.form(call, "cred", cred("admin")).is(200).json().path("loginSuccess"))
          .hasToString("true");
    }
  }

  @Row(
      call = ANY,
      holds =
          "if a request has a Bearer token, a cookie and a CSRF token, a valid Bearer token is"
              + " used",
      evidence = COLLECTION)
  void bearerWins() {
    TestResponse session = login("/services/login");
    server.user("bearer");
    TestResponse other =
        server.anonymous().form("/services/apilogin", "username", "bearer", "password", PASSWORD);
    TestClient all =
        server
            .anonymous()
            .with("Authorization", "Bearer " + token(other))
            .with("Cookie", cookie(session))
            .with("X-CSRF-TOKEN", csrf(session));
    assertThat(all.form("/services/profile").is(200).json().path("username").asText())
        .isEqualTo("bearer");
  }

  @Row(
      call = ANY,
      holds = "the token of a `login` session works as a Bearer token, with its cookie or without",
      evidence = COLLECTION)
  void aSessionsTokenAsBearer() {
    TestResponse login = login("/services/login");
    String token = cookie(login).substring("authToken=".length());
    TestClient bearer = server.anonymous().with("Authorization", "Bearer " + token);
    change(bearer).is(200);
    change(bearer.with("Cookie", cookie(login)).with("X-CSRF-TOKEN", csrf(login))).is(200);
  }

  @Row(
      call = ANY,
      holds = "if the Bearer token is not from Carillon, the cookie and its CSRF token are used",
      evidence = COLLECTION)
  void aForeignBearerFallsThrough() {
    TestResponse login = login("/services/login");
    TestClient both =
        server.anonymous().with("Authorization", "Bearer foreign").with("Cookie", cookie(login));
    change(both).is(403);
    change(both.with("X-CSRF-TOKEN", csrf(login))).is(200);
    change(server.anonymous().with("Authorization", "Bearer foreign")).is(401);
  }

  @Row(
      call = APILOGIN,
      holds = "the token also works as the cookie `authToken`, without a CSRF token",
      evidence = COLLECTION)
  void anApiTokenAsCookie() {
    String token = token(login("/services/apilogin"));
    change(server.anonymous().with("Cookie", "authToken=" + token)).is(200);
  }

  @Row(
      call = "every `/services` call",
      holds = "`authcred=<base64 user:password>` is the login for one request",
      evidence = DOCUMENTS)
  void authcred() {
    server
        .anonymous()
        .form("/services/createFolder", "path", here + "/a", "authcred", cred("admin"))
        .is(200);
    server.anonymous().get("/services/search", "q", "x", "authcred", cred("admin")).is(200);
  }

  @Row(call = "every request", holds = "HTTP Basic is accepted", evidence = OURS)
  void basic() {
    change(server.anonymous().with("Authorization", "Basic " + cred("admin"))).is(200);
  }

  @Row(
      call = "every request",
      holds =
          "without credentials, or with expired ones, returns 401"
              + " `{\"errorcode\":401,\"errorname\":\"…\",\"message\":\"Not logged in\"}`",
      evidence = CLIENTS)
  void notLoggedIn() {
    for (TestClient caller :
        List.of(server.anonymous(), server.anonymous().with("Cookie", "authToken=expired"))) {
      JsonNode error = caller.form("/services/search", "q", "x").is(401).json();
      assertThat(error.path("errorcode").asInt()).isEqualTo(401);
      assertThat(error.path("errorname").asText()).isNotEmpty();
      assertThat(error.path("message").asText()).isEqualTo("Not logged in");
    }
  }

  @Row(
      call = "every request after `logout`",
      holds = "401; clients log in again and retry once, and the retry works",
      evidence = CLIENTS)
  void loggedOut() {
    TestResponse login = login("/services/login");
    TestClient session =
        server.anonymous().with("Cookie", cookie(login)).with("X-CSRF-TOKEN", csrf(login));
    assertThat(session.form("/services/logout").is(200).text())
        .isEqualTo("{\"logoutSuccess\":true}");
    session.form("/services/profile").is(401);
    server
        .anonymous()
        .with("Cookie", cookie(login("/services/login")))
        .get("/services/profile")
        .is(200);
  }

  @Row(
      call = "`POST /services/logout`",
      holds = "returns 200 `{\"logoutSuccess\":true}`, even without credentials",
      evidence = CLIENTS)
  void logoutOfNobody() {
    assertThat(server.anonymous().form("/services/logout").is(200).text())
        .isEqualTo("{\"logoutSuccess\":true}");
  }

  @Row(
      call = "`GET /services/ping?uid=`",
      holds =
          "returns 200 `{\"state\":\"running\",\"version\":\"6.113.0\",\"available\":true,"
              + "\"server\":\"Carillon\"}` without a login",
      evidence = CLIENTS)
  void ping() {
    assertThat(server.anonymous().get("/services/ping?uid=1").is(200).text())
        .isEqualTo(
            "{\"state\":\"running\",\"version\":\"6.113.0\",\"available\":true,"
                + "\"server\":\"Carillon\"}");
  }

  @Row(call = "`alive.txt`", holds = "200 on GET and POST", evidence = CLIENTS)
  void alive() {
    server.anonymous().get("/alive.txt").is(200);
    server.anonymous().form("/alive.txt").is(200);
  }

  @Row(
      call = "`POST /services/profile`",
      holds =
          "returns `username`, `fullName`, `email`, `locale`, `authorities[]`, `userZone`,"
              + " `groups[]`",
      evidence = DOCUMENTS)
  void profile() {
    JsonNode profile = post("/services/profile").is(200).json();
    assertThat(profile.path("username").asText()).isEqualTo("admin");
    assertThat(profile.path("userZone").asText()).isEqualTo("/Users/admin");
    for (String text : List.of("fullName", "email", "locale")) {
      assertThat(profile.path(text).isTextual()).as(text).isTrue();
    }
    for (String list : List.of("authorities", "groups")) {
      assertThat(profile.path(list).isArray()).as(list).isTrue();
    }
  }

  @Row(
      call = "`POST /services/profile`",
      holds = "`authorities` has `ROLE_USER`, and `ROLE_SUPERUSER` for super users",
      evidence = DOCUMENTS)
  void capabilities() {
    assertThat(post("/services/profile").json().path("authorities").toString())
        .contains("ROLE_SUPERUSER")
        .contains("ROLE_USER");
    assertThat(server.user("ann").form("/services/profile").json().path("authorities").toString())
        .contains("ROLE_USER")
        .doesNotContain("ROLE_SUPERUSER");
  }

  @Row(
      call = "licence of a user",
      holds = "is `pro`, `api`, `standard` or `basic`; the first super user gets `pro`",
      evidence = CONFIRMED)
  void licences() {
    assertThat(get("/api/users/admin").is(200).json().path("licence").asText()).isEqualTo("pro");
    for (String licence : List.of("pro", "api", "standard", "basic")) {
      String name = "licensed-" + licence;
      server.user(name, "\"licence\":\"" + licence + "\"");
      assertThat(get("/api/users/" + name).is(200).json().path("licence").asText())
          .isEqualTo(licence);
    }
  }

  @Row(
      call = "licence of a user",
      holds = "a super user has `pro` unless set otherwise",
      evidence = CONFIRMED)
  void superUsersArePro() {
    server.user("second", "\"superUser\":true");
    assertThat(get("/api/users/second").is(200).json().path("licence").asText()).isEqualTo("pro");
  }

  @Row(
      call = "licence of a group",
      holds = "the highest licence of several groups counts",
      evidence = CONFIRMED)
  void theRichestLicenceCounts() {
    server.user("grouped", "\"superUser\":true", "\"licence\":\"basic\"");
    TestClient grouped = server.anonymous().with("Authorization", "Basic " + cred("grouped"));
    grouped.get("/services/admin/webhook").is(403);
    for (String licence : List.of("standard", "pro")) {
      String body = "{\"name\":\"of " + licence + "\",\"licence\":\"" + licence + "\"}";
      String id = json("POST", "/api/groups", body).is(201).json().path("id").asText();
      json("PUT", "/api/groups/" + id + "/members/grouped", "").is(204);
    }
    grouped.get("/services/admin/webhook").is(200);
  }
}
