package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a session lives, and what its cookie says. */
class SessionLimitsTest {

  private static final String FORM = "username=Ann&password=correct+horse";

  @TempDir private Path home;
  private AuthServer server;

  @BeforeEach
  void start() throws IOException {
    server = new AuthServer(home);
    server.users.createFirst("Ann", "correct horse");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String logIn(String headers) {
    Reply reply = server.post("/services/login", headers, FORM);
    assertThat(reply.header("Set-Cookie")).contains("HttpOnly").contains("SameSite=Strict");
    return "Cookie: " + reply.header("Set-Cookie").replaceAll(";.*", "");
  }

  private boolean open(String cookie) {
    return server.get("/services/who", cookie).status() == 200;
  }

  @Test
  void aLogInMakesANewSessionAndTheOldCookieIsDead() {
    String old = logIn("");
    String renewed = logIn(old);
    assertThat(renewed).isNotEqualTo(old);
    assertThat(open(old)).isFalse();
    assertThat(open(renewed)).isTrue();
    assertThat(server.authentication.sessions().of(server.users.find("Ann").orElseThrow()))
        .hasSize(1);
  }

  @Test
  void aCookieThatSomebodyMadeUpIsNotTakenOver() {
    String fixed = "Cookie: authToken=chosen-by-somebody-else-0123456789abcdef012";
    assertThat(logIn(fixed)).isNotEqualTo(fixed);
    assertThat(open(fixed)).isFalse();
  }

  @Test
  void halfAnHourWithoutARequestIsAllowedAndNotAMillisecondMore() {
    String cookie = logIn("");
    server.clock.advance(Duration.ofMinutes(30));
    assertThat(open(cookie)).isTrue();
    server.clock.advance(Duration.ofMinutes(30).plusMillis(1));
    assertThat(open(cookie)).isFalse();
  }

  @Test
  void aSessionThatIsOverProvesNothingWhenItsUserIsGuessedAt() throws InterruptedException {
    String cookie = logIn("");
    // where somebody logs in from is noted a little later
    while (server.users.find("Ann").orElseThrow().proof().places().isEmpty()) {
      Thread.sleep(25);
      server.clock.advance(Duration.ofSeconds(1));
    }
    server.clock.advance(Duration.ofMinutes(31));
    for (int i = 0; i < 6; i++) {
      server.post("/services/login", "", "username=Ann&password=wrong");
    }
    assertThat(server.post("/services/login", cookie, FORM).text()).contains("Too many");
  }

  @Test
  void eightHoursAreTheEndHoweverBusyItIs() {
    String cookie = logIn("");
    for (int i = 0; i < 24; i++) {
      server.clock.advance(Duration.ofMinutes(20));
      assertThat(open(cookie)).isTrue();
    }
    server.clock.advance(Duration.ofMillis(1));
    assertThat(open(cookie)).isFalse();
  }
}
