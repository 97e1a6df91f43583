package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.accounts.user.NewUser;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that come in another header than they were made for, and several at once. */
class LoginFormsTest {

  private static final String FORM = "username=Ann&password=correct+horse";
  private static final String BEN = "username=Ben&password=battery+staple";
  private static final String BEARER = "Authorization: Bearer ";
  private static final String CROSS_SITE = "|Sec-Fetch-Site: cross-site";

  @TempDir Path home;
  private AuthServer server;

  @BeforeEach
  void start() throws IOException {
    server = new AuthServer(home);
    server.users.createFirst("Ann", "correct horse");
    server.users.create(
        new NewUser(
            "Ben",
            "battery staple",
            new Account.Person("Ben", "", "en_US"),
            Set.of("ROLE_USER"),
            Licence.BASIC));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A session, as a client knows it. */
  private record Session(String token, String csrf) {

    static Session of(Reply login) {
      String cookie = login.header("Set-Cookie");
      return new Session(
          cookie.substring("authToken=".length(), cookie.indexOf(';')),
          "|X-CSRF-TOKEN: " + login.json().get("csrfToken").asText());
    }

    String cookie() {
      return "Cookie: authToken=" + token;
    }
  }

  private Session session(String form) {
    return Session.of(server.post("/services/login", "", form));
  }

  private Reply apiLogin(String form) {
    return server.post("/services/apilogin", "", form);
  }

  private String token(String form) {
    return apiLogin(form).json().get("authToken").asText();
  }

  /** Who sends this; the status where that is nobody. */
  private String who(String headers) {
    Reply reply = server.get("/services/who", headers);
    return reply.status() == 200
        ? reply.json().get("username").asText()
        : String.valueOf(reply.status());
  }

  private int change(String headers) {
    return server.post("/services/set", headers, "").status();
  }

  @Test
  void aSessionsTokenAsABearerIsThatSessionAndNeedsNoOther() {
    Session session = session(FORM);
    String bearer = BEARER + session.token();
    assertThat(who(bearer)).isEqualTo("Ann");
    assertThat(who("Authorization: Bearer" + session.token())).isEqualTo("Ann");
    assertThat(change(bearer)).isEqualTo(200);
    assertThat(server.get("/services/set", bearer).status()).isEqualTo(200);
    assertThat(change(bearer + "|" + session.cookie() + session.csrf())).isEqualTo(200);
    assertThat(change(bearer + "|" + session.cookie())).isEqualTo(200);
    assertThat(change(bearer + "|X-CSRF-TOKEN: of-another-log-in")).isEqualTo(200);
    assertThat(change(session.cookie())).as("the cookie alone").isEqualTo(403);
    assertThat(who(BEARER + session.token() + "x")).isEqualTo("401");
  }

  @Test
  void aSessionsTokenAsABearerKeepsItOpenAndEndsWithIt() {
    Session session = session(FORM);
    String bearer = BEARER + session.token();
    for (int i = 0; i < 3; i++) {
      server.clock.advance(Duration.ofMinutes(25));
      assertThat(who(bearer)).isEqualTo("Ann");
    }
    assertThat(who(session.cookie())).isEqualTo("Ann");
    server.post("/services/logout", bearer, "");
    assertThat(who(bearer)).isEqualTo("401");
    assertThat(who(session.cookie())).isEqualTo("401");
    Session idle = session(FORM);
    server.clock.advance(Duration.ofMinutes(31));
    assertThat(who(BEARER + idle.token())).isEqualTo("401");
    Session changed = session(FORM);
    server.users.changePassword("ann", "another password", false, List.of());
    assertThat(who(BEARER + changed.token())).isEqualTo("401");
  }

  @Test
  void aBearerThatIsNoTokenOfOursLeavesTheCookieToCount() {
    Session session = session(FORM);
    for (String bearer : new String[] {"bad", "a.b.c", "null", "{{token}}", forged()}) {
      String both = BEARER + bearer + "|" + session.cookie();
      assertThat(who(both)).as(bearer).isEqualTo("Ann");
      assertThat(change(both)).as(bearer).isEqualTo(403);
      assertThat(change(both + session.csrf())).as(bearer).isEqualTo(200);
      assertThat(change(both + session.csrf() + CROSS_SITE)).as(bearer).isEqualTo(403);
      assertThat(server.get("/services/set", both + session.csrf()).status()).isEqualTo(403);
      assertThat(who(BEARER + bearer)).as(bearer).isEqualTo("401");
      assertThat(who(BEARER + bearer + "|Cookie: authToken=old")).as(bearer).isEqualTo("401");
    }
  }

  /** Of our form, not signed by us. */
  private String forged() {
    String[] parts = token(BEN).split("[.]");
    byte[] other = new byte[64];
    return parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().encodeToString(other);
  }

  @Test
  void aTokenOfOursThatHasEndedMakesItsSenderNobodyElse() {
    String ended = BEARER + token(BEN);
    server.post("/services/logout", ended, "");
    Session session = session(FORM);
    assertThat(who(ended + "|" + session.cookie())).isEqualTo("401");
    assertThat(change(ended + "|" + session.cookie() + session.csrf())).isEqualTo(401);
    String expired = BEARER + token(BEN);
    server.clock.advance(Duration.ofHours(9));
    Session later = session(FORM);
    assertThat(who(expired + "|" + later.cookie())).isEqualTo("401");
  }

  @Test
  void aTokenOfOursWinsOverAnybodysCookie() {
    Session ann = session(FORM);
    Session ben = session(BEN);
    assertThat(who(BEARER + token(BEN) + "|" + ann.cookie())).isEqualTo("Ben");
    assertThat(who(BEARER + ben.token() + "|" + ann.cookie())).isEqualTo("Ben");
  }

  @Test
  void aTokenOfApiloginInTheCookieOfAProgramNeedsNoCsrfToken() {
    Reply login = apiLogin(FORM);
    assertThat(login.headers()).doesNotContainKey("Set-Cookie");
    String token = login.json().get("authToken").asText();
    String cookie = "Cookie: authToken=" + token;
    assertThat(who(cookie)).isEqualTo("Ann");
    assertThat(change(cookie)).isEqualTo(200);
    assertThat(change(cookie + "; Path=/; HttpOnly")).isEqualTo(200);
    assertThat(change("Cookie: authToken=old; authToken=" + token)).isEqualTo(200);
    assertThat(change(cookie + "|X-CSRF-TOKEN: of-another-log-in")).isEqualTo(200);
    assertThat(change(cookie + "|" + BEARER + "|X-CSRF-TOKEN: old")).isEqualTo(200);
    assertThat(change(cookie + "|Sec-Fetch-Mode: cors")).as("fetch of Node.js").isEqualTo(200);
    assertThat(server.get("/services/set", cookie).status()).isEqualTo(403);
    assertThat(who(cookie + "x")).isEqualTo("401");
    server.post("/services/logout", cookie, "");
    assertThat(who(cookie)).isEqualTo("401");
    assertThat(change(cookie)).isEqualTo(401);
    assertThat(who(BEARER + token)).isEqualTo("401");
  }

  @Test
  void aBrowserThatWasGivenSuchACookieStillNeedsTheTokensOwnCsrfToken() {
    Reply login = apiLogin(FORM);
    String cookie = "Cookie: authToken=" + login.json().get("authToken").asText();
    String csrf = "|X-CSRF-TOKEN: " + login.json().get("csrfToken").asText();
    String other = "|X-CSRF-TOKEN: " + apiLogin(FORM).json().get("csrfToken").asText();
    for (String own : new String[] {"|Sec-Fetch-Site: same-origin", "|Origin: http://h"}) {
      assertThat(change(cookie + own)).as(own).isEqualTo(403);
      assertThat(change(cookie + own + other)).as(own).isEqualTo(403);
      assertThat(change(cookie + own + csrf)).as(own).isEqualTo(200);
    }
    for (String foreign : new String[] {CROSS_SITE, "|Origin: http://evil.example"}) {
      assertThat(change(cookie + foreign + csrf)).as(foreign).isEqualTo(403);
    }
  }

  @Test
  void aTokenOfApiloginBesideItMakesNoSessionForgeable() {
    Session session = session(FORM);
    String programs = token(BEN);
    String both = session.cookie() + "; authToken=" + programs;
    assertThat(who(both)).isEqualTo("Ann");
    assertThat(change(both)).isEqualTo(403);
    assertThat(change(both + session.csrf())).isEqualTo(200);
    String swapped = "Cookie: authToken=" + programs + "; authToken=" + session.token();
    assertThat(who(swapped)).as("the first that counts").isEqualTo("Ben");
    assertThat(change(swapped + CROSS_SITE)).isEqualTo(403);
    assertThat(change(swapped + "|Origin: http://h")).isEqualTo(403);
  }
}
