package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.accounts.login.LoginThrottle.Keys;
import dev.carillon.server.accounts.login.Sessions.Client;
import dev.carillon.server.accounts.login.Sessions.Tokens;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.access.Authenticator.Credentials;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and failed logins of two nodes that share a database. */
class SharedLoginsTest {

  private static final Client CLIENT = new Client(InetAddress.ofLiteral("192.0.2.7"), "a browser");

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private Database hereDatabase;
  private Database thereDatabase;
  private Sessions here;
  private Sessions there;

  @BeforeEach
  void open() {
    DataSource source = TestDatabase.freshSource();
    hereDatabase = ServerTables.in(PostgresDatabase.on(source));
    thereDatabase = PostgresDatabase.on(source);
    here = new Sessions(hereDatabase, clock);
    there = new Sessions(thereDatabase, clock);
  }

  @AfterEach
  void close() {
    hereDatabase.close();
    thereDatabase.close();
  }

  @Test
  void aSessionOfOneNodeIsOneOfTheOther() {
    Tokens tokens = here.open(account(1), CLIENT);

    Sessions.Session found = there.use(tokens.authToken()).orElseThrow();

    assertThat(found.username()).isEqualTo("ann");
    assertThat(Sessions.csrfToken(tokens.authToken())).isEqualTo(tokens.csrfToken());
    assertThat(found.client()).isEqualTo(CLIENT);
    assertThat(there.of(account(1))).extracting(Sessions.Session::id).containsExactly(found.id());
  }

  @Test
  void aLogoutOnOneNodeCountsOnTheOtherWithinASecond() {
    String token = here.open(account(1), CLIENT).authToken();
    assertThat(there.use(token)).isPresent();

    here.close(token);

    assertThat(here.use(token)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(there.use(token)).isEmpty();
  }

  @Test
  void aChangedPasswordEndsTheSessionsOfAllNodesButTheOneItWasChangedIn() {
    String own = here.open(account(1), CLIENT).authToken();
    String other = there.open(account(1), CLIENT).authToken();
    Sessions.Session session = here.use(own).orElseThrow();
    Identity by =
        new Identity.Session(
            account(2).caller(), Sessions.csrfToken(own), session.id(), Identity.Sent.COOKIE);

    here.changed(account(2), by);

    clock.advance(Duration.ofSeconds(1));
    assertThat(there.use(other)).isEmpty();
    assertThat(there.use(own).filter(open -> open.isOf(account(2)))).isPresent();
  }

  @Test
  void aPasswordThatWasJustChangedOnOneNodeLogsNobodyOutOnTheOther() throws IOException {
    KeptAccounts accounts = new KeptAccounts();
    accounts.stored = account(1);
    try (PasswordHasher hasher = new PasswordHasher()) {
      LoginAuthenticator authenticator = authenticator(accounts, hasher);
      String token = here.open(account(1), CLIENT).authToken();
      assertThat(authenticator.identify(cookie(token))).isInstanceOf(Identity.Session.class);

      change(accounts, 2, token);
      accounts.changed("ann"); // what is kept of the session is older than the account
      assertThat(authenticator.identify(cookie(token))).isInstanceOf(Identity.Session.class);

      change(accounts, 3, token);
      clock.advance(Duration.ofSeconds(1)); // what is kept of the account is older
      assertThat(authenticator.identify(cookie(token))).isInstanceOf(Identity.Session.class);
    }
  }

  @Test
  void aSessionWhosePasswordWasChangedElsewhereIsRemovedOnceNoChangeCarriesItOver()
      throws IOException {
    KeptAccounts accounts = new KeptAccounts();
    accounts.stored = account(1);
    try (PasswordHasher hasher = new PasswordHasher()) {
      LoginAuthenticator authenticator = authenticator(accounts, hasher);
      String token = here.open(account(1), CLIENT).authToken();
      accounts.stored = account(2);
      assertThat(authenticator.identify(cookie(token))).isInstanceOf(Identity.Nobody.class);
      assertThat(sessions()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(6));
      assertThat(authenticator.identify(cookie(token))).isInstanceOf(Identity.Nobody.class);
      assertThat(sessions()).isZero();
    }
  }

  @Test
  void whoIsDisabledHasNoSessionsAnyMore() {
    here.open(account(1), CLIENT);
    hereDatabase.<Boolean>write(
        connection -> {
          here.disabled(connection, "id", "ann");
          return true;
        });
    assertThat(sessions()).isZero();
  }

  private long sessions() {
    return hereDatabase.read(c -> Sql.number(c, "select count(*) from sessions"));
  }

  @Test
  void inventedCookiesCostFewReads() throws IOException {
    CountedDatabase counted = new CountedDatabase(thereDatabase);
    there = new Sessions(counted, clock);
    try (PasswordHasher hasher = new PasswordHasher()) {
      LoginAuthenticator authenticator = authenticator(new KeptAccounts(), hasher);
      String cookies =
          IntStream.range(0, 20)
              .mapToObj(i -> "authToken=" + Digests.randomText(32))
              .collect(Collectors.joining("; "));
      Credentials invented = new Credentials("", cookies, "", CLIENT.address());
      assertThat(authenticator.identify(invented)).isInstanceOf(Identity.Nobody.class);
    }
    assertThat(counted.reads.get()).isEqualTo(4);
  }

  @Test
  void logInsOfAMinutePurgeOnce() {
    here.open(account(1), CLIENT);
    age();
    here.open(account(1), CLIENT);
    assertThat(sessions()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(61));
    here.open(account(1), CLIENT);
    assertThat(sessions()).isEqualTo(2);
  }

  private void age() {
    thereDatabase.<Integer>write(
        connection -> Sql.update(connection, "update sessions set opened_at = 0"));
  }

  @Test
  void aTryAndItsSuccessAreACommitEachAndNoTryWaitsForOneOfAnotherUser() throws Exception {
    CountedDatabase counted = new CountedDatabase(thereDatabase);
    TokenKey key = TokenKey.readOrMake(folder.resolve("token.key"));
    LoginThrottle throttle = LoginThrottle.of(counted, key, clock);
    Keys ann = Keys.stranger("ann", CLIENT.address());
    assertThat(throttle.begin(ann)).isEmpty();
    assertThat(counted.writes.get()).isEqualTo(1);
    throttle.succeeded(ann);
    assertThat(counted.writes.get()).isEqualTo(2);

    counted.held = new CountDownLatch(1);
    Thread held = Thread.startVirtualThread(() -> throttle.begin(ann));
    Await.until(() -> counted.writes.get() == 3);
    CountDownLatch goOn = counted.held;
    counted.held = new CountDownLatch(0);
    Keys bob = Keys.stranger("bob", InetAddress.ofLiteral("192.0.2.8"));
    CompletableFuture.supplyAsync(() -> throttle.begin(bob)).get(10, TimeUnit.SECONDS);
    assertThat(held.isAlive()).isTrue();
    goOn.countDown();
    held.join();
  }

  /** Counts, and may hold up a write. */
  private static final class CountedDatabase implements Database {

    private final Database database;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);

    CountedDatabase(Database database) {
      this.database = database;
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      CountDownLatch until = held;
      writes.incrementAndGet();
      try {
        until.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return database.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      reads.incrementAndGet();
      return database.read(work);
    }

    @Override
    public void close() {}
  }

  private void change(KeptAccounts accounts, long version, String token) {
    Sessions.Session own = here.use(token).orElseThrow();
    accounts.stored = account(version);
    here.changed(
        account(version),
        new Identity.Session(
            account(version).caller(), Sessions.csrfToken(token), own.id(), Identity.Sent.COOKIE));
  }

  private LoginAuthenticator authenticator(Accounts accounts, PasswordHasher hasher)
      throws IOException {
    TokenKey key = TokenKey.readOrMake(folder.resolve("token.key"));
    return new LoginAuthenticator(
        accounts,
        new CredentialCheck(accounts, hasher, new LoginThrottle(clock), clock),
        there,
        new LoginTokens(key, new RevokedTokens(thereDatabase, clock), clock),
        AuthServer.NO_TOKENS);
  }

  private static Credentials cookie(String token) {
    return new Credentials("", "authToken=" + token, "", CLIENT.address());
  }

  /** Keeps what it has read, until it hears that it may be old. */
  private static final class KeptAccounts implements Accounts {

    private Account stored = account(0);
    private Optional<Account> kept = Optional.empty();

    @Override
    public Optional<Account> find(String username) {
      kept = kept.or(() -> Optional.of(stored));
      return kept;
    }

    @Override
    public void changed(String username) {
      kept = Optional.empty();
    }
  }

  @Test
  void whatIsUsedOnOneNodeAfterTheOtherStaysOpen() throws Exception {
    String token = here.open(account(1), CLIENT).authToken();
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofMinutes(20));
      assertThat((i % 2 == 0 ? there : here).use(token)).as("after %d uses", i).isPresent();
      awaitStored();
    }
  }

  /** No request waits until it is stored when a session was used. */
  private void awaitStored() throws Exception {
    Await.until(
        () ->
            hereDatabase.<Long>read(c -> Sql.number(c, "select max(used_at) from sessions"))
                == clock.instant().toEpochMilli());
  }

  @Test
  void failuresOnBothNodesCountTogether() throws IOException {
    TokenKey key = TokenKey.readOrMake(folder.resolve("token.key"));
    LoginThrottle one = LoginThrottle.of(hereDatabase, key, clock);
    LoginThrottle other = LoginThrottle.of(thereDatabase, key, clock);
    Keys keys = Keys.stranger("ann", CLIENT.address());
    for (int i = 0; i < 5; i++) {
      assertThat((i % 2 == 0 ? one : other).begin(keys)).isEmpty();
    }

    assertThat(wait(one, keys)).isEqualTo(1);
    assertThat(wait(other, keys)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(other.begin(keys)).isEmpty();
    assertThat(wait(one, keys)).isEqualTo(2);

    clock.advance(Duration.ofSeconds(2));
    assertThat(one.begin(keys)).isEmpty();
    one.succeeded(keys);
    assertThat(other.begin(keys)).isEmpty();
    assertThat(names()).as("a name may be a password").doesNotContain("ann");
  }

  /** Seconds: what is stored is rounded to milliseconds. */
  private static long wait(LoginThrottle throttle, Keys keys) {
    return throttle.begin(keys).orElseThrow().plusMillis(1).toSeconds();
  }

  private String names() {
    return hereDatabase.read(
        c ->
            Sql.list(c, "select failed_by from login_failures", row -> row.getString(1))
                .toString());
  }

  private static Account account(long version) {
    return new Account(
        "ann",
        new Account.Person("", "", ""),
        Set.of(),
        Licence.PRO,
        new Account.Proof("hash", version, true, Set.of()));
  }
}
