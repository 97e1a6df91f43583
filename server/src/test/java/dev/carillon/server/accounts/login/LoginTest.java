package dev.carillon.server.accounts.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in and out, over real HTTP. */
class LoginTest {

  private static final String PASSWORD = "correct horse";
  private static final String FORM = "username=Ann&password=correct+horse";

  @TempDir Path home;
  private AuthServer server;

  @BeforeEach
  void start() throws IOException {
    server = new AuthServer(home);
    server.users.createFirst("Ann", PASSWORD);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String cookie(Reply login) {
    return "Cookie: " + login.header("Set-Cookie");
  }

  private String bearer() {
    String token = server.post("/services/apilogin", "", FORM).json().get("authToken").asText();
    return "Authorization: Bearer " + token;
  }

  private int who(String headers) {
    return server.get("/services/who", headers).status();
  }

  @Test
  void aLogInAnswersACookieAndATokenForChanges() {
    Reply reply = server.post("/services/login", "", FORM);
    assertThat(reply.status()).isEqualTo(200);
    JsonNode body = reply.json();
    assertThat(reply.text())
        .isEqualTo(
            "{\"loginSuccess\":true,\"serverVersion\":\"6.113.0\",\"csrfToken\":\""
                + body.get("csrfToken").asText()
                + "\"}");
    assertThat(body.get("csrfToken").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(reply.header("Set-Cookie"))
        .matches("authToken=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict");
  }

  @Test
  void theCookieIsSecureWhereLinksAre() {
    server.serverUrl("https://dam.example/");
    assertThat(server.post("/services/login", "", FORM).header("Set-Cookie")).endsWith("; Secure");
  }

  @Test
  void parametersMayBeAnywhere() {
    assertThat(server.post("/services/login?username=Ann", "", "password=correct+horse").text())
        .contains("\"loginSuccess\":true");
    assertThat(server.get("/services/login?cred=" + base64("Ann:" + PASSWORD), "").text())
        .contains("\"loginSuccess\":true");
    assertThat(server.post("/app/services/login", "", FORM).text())
        .contains("\"loginSuccess\":true");
  }

  @Test
  void aProfileComesAlongWhereItIsWanted() {
    JsonNode profile =
        server.post("/services/login", "", FORM + "&returnProfile=true").json().get("userProfile");
    assertThat(profile.get("username").asText()).isEqualTo("Ann");
    assertThat(profile.get("authorities").toString())
        .isEqualTo("[\"ROLE_SUPERUSER\",\"ROLE_USER\"]");
    assertThat(profile.get("userZone").asText()).isEqualTo("/Users/Ann");
    assertThat(profile.get("groups").toString()).isEqualTo("[]");
    assertThat(server.post("/services/profile", bearer(), "").json()).isEqualTo(profile);
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreToldTheSame() {
    Reply wrong = server.post("/services/login", "", "username=Ann&password=wrong");
    Reply unknown = server.post("/services/login", "", "username=Bob&password=wrong");
    assertThat(wrong.status()).isEqualTo(200);
    assertThat(wrong.json().get("loginSuccess").asBoolean()).isFalse();
    assertThat(wrong.json().get("loginFaultMessage").asText()).contains("wrong");
    assertThat(wrong.headers()).doesNotContainKey("Set-Cookie");
    assertThat(unknown.text()).isEqualTo(wrong.text());
    assertThat(server.post("/services/login", "", "").text()).isEqualTo(wrong.text());
    assertThat(server.post("/services/apilogin", "", "cred=!").text()).isEqualTo(wrong.text());
  }

  @Test
  void anUnknownUserCostsAsMuchTimeAsAKnownOne() {
    CredentialCheck logIn =
        new CredentialCheck(
            server.users, new PasswordHasher(), new LoginThrottle(server.clock), server.clock);
    long known = fastest(logIn, "Ann");
    long unknown = fastest(logIn, "Nobody");
    assertThat(unknown).isBetween(known / 3, known * 3);
    assertThat(known).isGreaterThan(Duration.ofMillis(5).toNanos());
  }

  private long fastest(CredentialCheck logIn, String username) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      server.clock.advance(Duration.ofHours(2));
      long from = System.nanoTime();
      logIn.attempt(
          new UserPassword(username, "wrong password"),
          CredentialCheck.Client.of(InetAddress.getLoopbackAddress()));
      fastest = Math.min(fastest, System.nanoTime() - from);
    }
    return fastest;
  }

  @Test
  void theCookieProvesWhoCallsEvenAsAWholeSetCookieLine() {
    Reply login = server.post("/services/login", "", FORM);
    assertThat(who(cookie(login))).isEqualTo(200);
    assertThat(who("Cookie: authToken=old; " + login.header("Set-Cookie"))).isEqualTo(200);
    assertThat(who("Cookie: authToken=old")).isEqualTo(401);
  }

  @Test
  void aChangeInASessionNeedsItsToken() {
    Reply login = server.post("/services/login", "", FORM);
    String csrf = "|X-CSRF-TOKEN: " + login.json().get("csrfToken").asText();
    assertThat(server.post("/services/set", cookie(login), "").status()).isEqualTo(403);
    assertThat(server.post("/services/set", cookie(login) + csrf + "x", "").status())
        .isEqualTo(403);
    assertThat(server.post("/services/set", cookie(login) + csrf, "").status()).isEqualTo(200);
    assertThat(server.get("/services/set", cookie(login) + csrf).status()).isEqualTo(403);
  }

  @Test
  void aTokenForProgramsIsAJwtAndNeedsNoOther() {
    Reply reply = server.post("/services/apilogin", "", FORM + "&clientId=test");
    String token = reply.json().get("authToken").asText();
    assertThat(reply.text())
        .isEqualTo(
            "{\"loginSuccess\":true,\"serverVersion\":\"6.113.0\",\"authToken\":\""
                + token
                + "\",\"csrfToken\":\""
                + reply.json().get("csrfToken").asText()
                + "\"}");
    assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), UTF_8))
        .isEqualTo("{\"alg\":\"HS512\"}");
    assertThat(reply.headers()).doesNotContainKey("Set-Cookie");
    assertThat(server.post("/services/set", "Authorization: Bearer " + token, "").status())
        .isEqualTo(200);
    assertThat(server.get("/services/set", "Authorization: Bearer" + token).status())
        .isEqualTo(200);
    assertThat(who("Authorization: Bearer " + token + "x")).isEqualTo(401);
  }

  @Test
  void anEmptyBearerIsNoneWhenLoggingIn() {
    assertThat(server.post("/services/apilogin", "Authorization: Bearer", FORM).text())
        .contains("\"loginSuccess\":true");
    assertThat(server.post("/services/login", "Authorization: Bearer ", FORM).text())
        .contains("\"loginSuccess\":true");
  }

  @Test
  void bearerWinsOverCookie() {
    Reply login = server.post("/services/login", "", FORM);
    assertThat(server.post("/services/set", bearer() + "|" + cookie(login), "").status())
        .isEqualTo(200);
  }

  @Test
  void basicAndAuthcredServeOneCall() {
    assertThat(who("Authorization: Basic " + base64("Ann:" + PASSWORD))).isEqualTo(200);
    assertThat(who("Authorization: Basic " + base64("Ann:wrong"))).isEqualTo(401);
    assertThat(who("Authorization: Basic !")).isEqualTo(401);
    String authcred = "authcred=" + base64("ann:" + PASSWORD);
    assertThat(server.get("/services/who?" + authcred, "").json().get("username").asText())
        .isEqualTo("Ann");
    assertThat(server.post("/services/set", "", authcred).status()).isEqualTo(200);
    assertThat(server.get("/services/who?authcred=" + base64("Ann:no"), "").status())
        .isEqualTo(401);
  }

  @Test
  void loggingOutEndsTheSessionAndTheToken() {
    Reply login = server.post("/services/login", "", FORM);
    String bearer = bearer();
    Reply out = server.post("/services/logout", cookie(login) + "|" + bearer, "");
    assertThat(out.status()).isEqualTo(200);
    assertThat(out.text()).isEqualTo("{\"logoutSuccess\":true}");
    assertThat(out.header("Set-Cookie")).startsWith("authToken=; Max-Age=0");
    assertThat(who(cookie(login))).isEqualTo(401);
    assertThat(who(bearer)).isEqualTo(401);
    assertThat(server.post("/services/logout", "", "").text())
        .isEqualTo("{\"logoutSuccess\":true}");
  }

  @Test
  void whatIsStillBeingSentBreaksOffWhenTheSessionOrTheTokenEnds() throws IOException {
    String cookie = cookie(server.post("/services/login", "", FORM));
    for (String proof : new String[] {cookie, bearer()}) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        String head = "GET /services/long HTTP/1.1\r\nHost: h\r\n" + proof + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getInputStream().read(new byte[1000]);
        server.post("/services/logout", proof, "");
        long from = System.nanoTime();
        String rest = rest(socket.getInputStream());
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
        assertThat(rest).as("not ended as if it were whole").doesNotEndWith("0\r\n\r\n");
      }
    }
  }

  private static String rest(InputStream in) {
    StringBuilder all = new StringBuilder();
    byte[] bytes = new byte[8192];
    try {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        all.append(new String(bytes, 0, read, UTF_8));
      }
    } catch (IOException cut) {
      // that is an end as well
    }
    return all.toString();
  }

  @Test
  void aTokenSurvivesARestartButNotIfItWasLoggedOut() throws IOException {
    String good = bearer();
    String revoked = bearer();
    server.post("/services/logout", revoked, "");
    server.close();
    server = new AuthServer(home);
    assertThat(who(good)).isEqualTo(200);
    assertThat(who(revoked)).isEqualTo(401);
  }

  @Test
  void theKeyOfTokensIsForItsOwnerOnly() throws IOException {
    Path key = home.resolve("config/token.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSessionEndsAfterHalfAnHourWithoutARequest() {
    String cookie = cookie(server.post("/services/login", "", FORM));
    server.clock.advance(Duration.ofMinutes(29));
    assertThat(who(cookie)).isEqualTo(200);
    server.clock.advance(Duration.ofMinutes(29));
    assertThat(who(cookie)).isEqualTo(200);
    server.clock.advance(Duration.ofMinutes(31));
    assertThat(who(cookie)).isEqualTo(401);
  }

  @Test
  void aSessionAndATokenEndAfterEightHours() {
    String cookie = cookie(server.post("/services/login", "", FORM));
    String bearer = bearer();
    for (int i = 0; i < 24; i++) {
      server.clock.advance(Duration.ofMinutes(20).minusSeconds(1));
      assertThat(who(cookie)).isEqualTo(200);
    }
    assertThat(who(bearer)).isEqualTo(200);
    server.clock.advance(Duration.ofMinutes(1));
    assertThat(who(cookie)).isEqualTo(401);
    assertThat(who(bearer)).isEqualTo(401);
  }

  @Test
  void aChangedPasswordEndsSessionsAndTokens() {
    String cookie = cookie(server.post("/services/login", "", FORM));
    String bearer = bearer();
    String basic = "Authorization: Basic " + base64("Ann:" + PASSWORD);
    assertThat(who(basic)).isEqualTo(200);
    server.users.changePassword("ann", "another password", false, List.of());
    assertThat(who(cookie)).isEqualTo(401);
    assertThat(who(bearer)).isEqualTo(401);
    assertThat(who(basic)).isEqualTo(401);
  }

  @Test
  void guessingIsSlowedDownForKnownAndUnknownUsersAlike() {
    for (String user : new String[] {"Ann", "Nobody"}) {
      String wrong = "username=" + user + "&password=wrong";
      for (int i = 0; i < 5; i++) {
        assertThat(server.post("/services/login", "", wrong).text()).contains("wrong");
      }
      assertThat(server.post("/services/login", "", wrong).text())
          .isEqualTo(
              "{\"loginSuccess\":false,"
                  + "\"loginFaultMessage\":\"Too many failed logins; retry in 1 s\"}");
    }
    assertThat(server.post("/services/login", "", FORM).text()).contains("Too many");
    Reply basic = server.get("/services/who", "Authorization: Basic " + base64("Ann:x"));
    assertThat(basic.status()).isEqualTo(429);
    assertThat(basic.header("Retry-After")).isEqualTo("1");
    server.clock.advance(Duration.ofSeconds(1));
    assertThat(server.post("/services/login", "", FORM).text()).contains("\"loginSuccess\":true");
  }

  @Test
  void aKnownSessionGoesOnWhileItsUserIsGuessedAt() {
    String cookie = cookie(server.post("/services/login", "", FORM));
    for (int i = 0; i < 8; i++) {
      server.post("/services/login", "", "username=Ann&password=wrong");
    }
    assertThat(who(cookie)).isEqualTo(200);
  }

  @Test
  void pagesOfOtherSitesLogNobodyIn() {
    assertThat(server.post("/services/login", "Sec-Fetch-Site: cross-site", FORM).status())
        .isEqualTo(403);
  }

  @Test
  void pingAndAliveNeedNoLogIn() {
    assertThat(server.get("/services/ping?uid=1", "").text())
        .isEqualTo(
            "{\"state\":\"running\",\"version\":\"6.113.0\",\"available\":true,"
                + "\"server\":\"Carillon\"}");
    assertThat(server.get("/alive.txt", "").status()).isEqualTo(200);
    assertThat(server.post("/alive.txt", "", "").status()).isEqualTo(200);
    assertThat(server.post("/app/alive.txt", "", "").status()).isEqualTo(200);
  }

  @Test
  void withoutCredentialsTheAnswerIsNotLoggedIn() {
    assertThat(server.post("/services/profile", "", "").text())
        .isEqualTo(
            "{\"errorcode\":401,\"errorname\":\"NotLoggedIn\",\"message\":\"Not logged in\"}");
  }
}
