package dev.carillon.server.accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenScope;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, and a clock that stands. */
class TokenAuthenticatorTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private final SecureRandom random = new SecureRandom();
  private Counted database;
  private Users users;
  private TokenAuthenticator here;
  private TokenAuthenticator there;
  private ApiTokens tokens;

  /** Counts what is read of it. */
  private record Counted(Database database, AtomicInteger reads) implements Database {

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return database.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      reads.incrementAndGet();
      return database.read(work);
    }

    @Override
    public void close() {
      database.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    TokenKey key = TokenKey.readOrMake(folder.resolve("request.key"));
    database =
        new Counted(
            ServerTables.in(SqliteDatabase.open(folder.resolve("db"))), new AtomicInteger());
    try (PasswordHasher hasher = new PasswordHasher()) {
      users = new Users(database, hasher, clock);
      users.createFirst("ann", "long enough");
    }
    here = new TokenAuthenticator(database, users, key, clock);
    there =
        new TokenAuthenticator(
            database, new Users(database, new PasswordHasher(), clock), key, clock);
    tokens = new ApiTokens(database, here, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ApiTokens.Made made(Duration goodFor) {
    return tokens.make("ann", "t", Set.of(TokenScope.ASSETS_READ), goodFor, "");
  }

  private static boolean known(TokenAuthenticator gate, ApiTokens.Made made) {
    return gate.identify(made.text().text(), HERE) instanceof Identity.Token;
  }

  @Test
  void aRevokedTokenIsRefusedHereAtOnceAndElsewhereWithinASecond() {
    ApiTokens.Made made = made(Duration.ZERO);
    assertThat(known(here, made) && known(there, made)).isTrue();
    tokens.revoke(made.token());
    assertThat(known(here, made)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(known(there, made)).isFalse();
  }

  @Test
  void aTokenEndsOnItsDay() {
    ApiTokens.Made made = made(Duration.ofDays(7));
    clock.advance(Duration.ofDays(7).minusMillis(1));
    assertThat(known(here, made)).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(known(here, made)).isFalse();
  }

  @Test
  void whatHasNoChecksumIsNotLookedUp() {
    String text = TokenFormat.random(random).text();
    String wrong = text.substring(0, text.length() - 1) + (text.endsWith("0") ? "1" : "0");
    database.reads().set(0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(here.identify(wrong, HERE)).isInstanceOf(Identity.Nobody.class);
    }
    assertThat(database.reads().get()).isZero();
  }

  @Test
  void guessesAreSlowedDownAndGoodTokensAreNot() {
    ApiTokens.Made made = made(Duration.ZERO);
    assertThat(known(here, made)).isTrue();
    database.reads().set(0);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      try {
        here.identify(TokenFormat.random(random).text(), HERE);
      } catch (Problem tooMany) {
        assertThat(tooMany.status()).isEqualTo(429);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(900);
    assertThat(database.reads().get()).isLessThan(100);
    assertThat(known(here, made)).isTrue();
    clock.advance(Duration.ofSeconds(2));
    assertThat(known(here, made)).isTrue();
  }

  @Test
  void aProgramThatGoesOnWithADeadTokenIsNoGuesser() {
    String dead = TokenFormat.random(random).text();
    for (int i = 0; i < 1_000; i++) {
      assertThat(here.identify(dead, HERE)).isInstanceOf(Identity.Nobody.class);
    }
    assertThat(known(here, made(Duration.ZERO))).isTrue();
  }

  @Test
  void aUserMayHaveTwoHundredAndThoseThatEndedAreForgottenInTime() {
    for (int i = 0; i < 200; i++) {
      made(Duration.ofDays(1));
    }
    assertThatThrownBy(() -> made(Duration.ofDays(1)))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409));
    clock.advance(Duration.ofDays(80));
    made(Duration.ofDays(1));
    assertThat(tokens.page("ann", ApiToken.Place.NEWEST, 1_000)).hasSize(201);
    clock.advance(Duration.ofDays(12));
    made(Duration.ofDays(1));
    assertThat(tokens.page("ann", ApiToken.Place.NEWEST, 1_000)).hasSize(2);
  }
}
