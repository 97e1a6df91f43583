package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.accounts.user.NewUser;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody guesses at a user's password, and the user goes on all the same. */
class GuessingTest {

  private static final String FORM = "username=Ann&password=correct+horse";
  private static final UserPassword RIGHT = new UserPassword("Ann", "correct horse");
  private static final int GUESSES = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS_MAX = 24;
  private static final int SAMPLES = 11;

  @TempDir private Path home;
  private AuthServer server;
  private CredentialCheck logIn;

  @BeforeEach
  void start() throws IOException {
    server = new AuthServer(home);
    server.users.createFirst("Ann", "correct horse");
    logIn = server.authentication.credentials();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static CredentialCheck.Client from(int last) {
    try {
      return CredentialCheck.Client.of(
          InetAddress.getByAddress(new byte[] {10, 0, (byte) (last >> 8), (byte) last}));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Guesses for an hour, from several addresses in turn; how many guesses were looked at. */
  private long guessed(int addresses) {
    long before = server.authentication.failedLogIns();
    for (int i = 0; i < GUESSES; i++) {
      logIn.attempt(new UserPassword("ann", "wrong " + i), from(i % addresses));
      server.clock.advance(Duration.ofMillis(3_600_000 / GUESSES));
    }
    return server.authentication.failedLogIns() - before;
  }

  @Test
  void ofAThousandGuessesAnHourAtMostTwentyAreLookedAtFromOneAddressOrMany() {
    assertThat(guessed(1)).isBetween(10L, 20L);
    server.clock.advance(Duration.ofHours(2));
    assertThat(guessed(500)).isBetween(10L, 20L);
  }

  @Test
  void whoHasASessionGoesOnAndCanLogInAgain() {
    Reply login = server.post("/services/login", "", FORM);
    String cookie = "Cookie: " + login.header("Set-Cookie");
    for (int i = 0; i < 50; i++) {
      server.post("/services/login", "", "username=Ann&password=wrong");
    }
    assertThat(server.post("/services/login", "", FORM).text()).contains("Too many");
    assertThat(server.get("/services/who", cookie).status()).isEqualTo(200);
    assertThat(server.post("/services/login", cookie, FORM).text())
        .contains("\"loginSuccess\":true");
  }

  @Test
  void aSessionOfSomebodyElseOpensNoOtherLane() {
    server.users.create(
        new NewUser(
            "bob",
            "long enough",
            new Account.Person("", "", "en_US"),
            Set.of("ROLE_USER"),
            Licence.BASIC));
    Reply login = server.post("/services/login", "", "username=bob&password=long+enough");
    String cookie = "Cookie: " + login.header("Set-Cookie");
    for (int i = 0; i < 6; i++) {
      server.post("/services/login", "", "username=Ann&password=wrong");
    }
    assertThat(server.post("/services/login", cookie, FORM).text()).contains("Too many");
  }

  @Test
  void whoLoggedInFromAnAddressBeforeCanDoSoWhileOthersGuess() throws InterruptedException {
    assertThat(logIn.attempt(RIGHT, from(7))).isInstanceOf(CredentialCheck.Accepted.class);
    await("0a000007");
    guessed(1);
    assertThat(logIn.attempt(RIGHT, from(0))).isInstanceOf(CredentialCheck.Throttled.class);
    assertThat(logIn.attempt(RIGHT, from(9))).isInstanceOf(CredentialCheck.Throttled.class);
    assertThat(logIn.attempt(RIGHT, from(7))).isInstanceOf(CredentialCheck.Accepted.class);
  }

  @Test
  void guessesFromAKnownAddressAreSlowedDownAsWell() throws InterruptedException {
    assertThat(logIn.attempt(RIGHT, from(0))).isInstanceOf(CredentialCheck.Accepted.class);
    await("0a000000");
    assertThat(guessed(1)).isBetween(10L, 20L);
  }

  /** Where somebody logs in from is noted a little later. */
  private void await(String place) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      server.clock.advance(Duration.ofSeconds(1));
      if (server.users.find("Ann").orElseThrow().proof().places().contains(place)) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("not noted: " + place);
  }

  @Test
  void anUnknownUserAndAWrongPasswordTakeTheSameTime() {
    // what else the machine does is in all of them: they take turns, and the middle counts
    double worst = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS_MAX && worst > 1.1; round++) {
      long[][] times = new long[2][SAMPLES];
      for (int i = 0; i < times[0].length; i++) {
        times[0][i] = timed("Ann", i);
        times[1][i] = timed("nobody" + i, i);
      }
      double ratio = (double) middle(times[0]) / middle(times[1]);
      worst = Math.max(ratio, 1 / ratio);
    }
    assertThat(worst).isLessThanOrEqualTo(1.1);
  }

  private long timed(String username, int i) {
    server.clock.advance(Duration.ofHours(2));
    long from = System.nanoTime();
    CredentialCheck.Outcome outcome = logIn.attempt(new UserPassword(username, "wrong"), from(i));
    long took = System.nanoTime() - from;
    assertThat(outcome).isInstanceOf(CredentialCheck.Refused.class);
    return took;
  }

  private static long middle(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
