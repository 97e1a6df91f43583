package dev.carillon.server.accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.token.BrowserLogins.Reply;
import dev.carillon.server.accounts.token.BrowserLogins.Started;
import dev.carillon.server.accounts.token.Pairing.Asker;
import dev.carillon.server.accounts.token.Pairing.Grant;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Logins in a browser on two nodes that share a database, by a clock that stands. */
@OnEachDatabase
class BrowserLoginsTest {

  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.7");
  private static final Asker ASKER = new Asker("Carillon CLI", "annas-laptop");
  private static final Set<TokenScope> SCOPES = Set.of(TokenScope.ASSETS_READ);

  @Parameter private TestDatabase kind;
  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private Database database;
  private Database other;
  private TokenAuthenticator authenticator;
  private BrowserLogins here;
  private BrowserLogins there;

  @BeforeEach
  void open() throws IOException {
    if (kind == TestDatabase.SQLITE) {
      database = ServerTables.in(SqliteDatabase.open(folder.resolve("db")));
      other = database;
    } else {
      DataSource source = TestDatabase.freshSource();
      database = ServerTables.in(PostgresDatabase.on(source));
      other = PostgresDatabase.on(source);
    }
    TokenKey key = TokenKey.readOrMake(folder.resolve("request.key"));
    try (PasswordHasher hasher = new PasswordHasher()) {
      Users users = new Users(database, hasher, clock);
      users.createFirst("ann", "long enough");
      authenticator = new TokenAuthenticator(database, users, key, clock);
    }
    here = new BrowserLogins(database, new ApiTokens(database, authenticator, clock), key, clock);
    there = new BrowserLogins(other, new ApiTokens(other, authenticator, clock), key, clock);
  }

  @AfterEach
  void close() {
    other.close();
    if (!database.equals(other)) {
      database.close();
    }
  }

  private Grant grant() {
    return new Grant(SCOPES, clock.instant().plus(Duration.ofDays(30)));
  }

  private Started confirmed() {
    Started started = here.start(ASKER, HERE);
    there.confirm(there.open(started.userCode().text(), "ann"), "ann", grant());
    return started;
  }

  private Reply ask(BrowserLogins node, Started started) {
    clock.advance(BrowserLogins.INTERVAL);
    return node.ask(started.deviceCode());
  }

  @Test
  void whatStartsOnOneNodeIsConfirmedOnAnotherAndFetchedOnceOnAny() {
    Started started = here.start(ASKER, HERE);
    assertThat(ask(there, started)).isEqualTo(new Reply.Pending());
    Pairing shown = there.open(started.userCode().text().toLowerCase(java.util.Locale.ROOT), "ann");
    assertThat(shown.asker()).isEqualTo(ASKER);
    assertThat(shown.address()).isEqualTo("192.0.2.7");
    there.confirm(shown, "ann", grant());

    Reply.Token given = (Reply.Token) ask(here, started);
    ApiToken token = given.made().token();
    assertThat(token.username()).isEqualTo("ann");
    assertThat(token.name()).isEqualTo("Carillon CLI on annas-laptop");
    assertThat(token.scopes()).isEqualTo(SCOPES);
    assertThat(token.paired()).isTrue();
    assertThat(authenticator.identify(given.made().text().text(), HERE).user()).isPresent();
    assertThat(ask(there, started)).isEqualTo(new Reply.AlreadyGiven());
    assertThat(ask(here, started)).isEqualTo(new Reply.AlreadyGiven());
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void ofManyWhoFetchAtOnceOneGetsTheToken() throws Exception {
    TokenKey key = TokenKey.readOrMake(folder.resolve("request.key"));
    Started started = confirmed();
    List<Callable<Reply>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Database node = i % 2 == 0 ? database : other;
      BrowserLogins logins =
          new BrowserLogins(node, new ApiTokens(node, authenticator, clock), key, clock);
      all.add(() -> logins.ask(started.deviceCode()));
    }
    int given = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> each : threads.invokeAll(all)) {
        given += each.get() instanceof Reply.Token ? 1 : 0;
      }
    }
    assertThat(given).isEqualTo(1);
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void aCodeWorksOnceAndForTenMinutes() {
    Started used = confirmed();
    notFound(() -> here.open(used.userCode().text(), "ann"));

    Started refused = here.start(ASKER, HERE);
    Pairing shown = here.open(refused.userCode().text(), "ann");
    here.refuse(shown);
    notFound(() -> here.refuse(shown));
    notFound(() -> here.confirm(shown, "ann", grant()));
    notFound(() -> here.open(refused.userCode().text(), "ann"));
    assertThat(ask(there, refused)).isEqualTo(new Reply.Refused());

    Started late = here.start(ASKER, HERE);
    clock.advance(BrowserLogins.VALID_FOR);
    notFound(() -> here.open(late.userCode().text(), "ann"));
    assertThat(ask(here, late)).isEqualTo(new Reply.Expired());
    notFound(() -> here.ask("never-given-out"));
  }

  @Test
  void whatIsConfirmedAtTheLastMomentCanBeFetchedForTwoMinutes() {
    Started one = here.start(ASKER, HERE);
    Started two = here.start(ASKER, HERE);
    clock.advance(BrowserLogins.VALID_FOR.minusSeconds(1));
    for (Started each : List.of(one, two)) {
      here.confirm(here.open(each.userCode().text(), "ann"), "ann", grant());
    }
    clock.advance(Duration.ofSeconds(100));
    assertThat(ask(here, one)).isInstanceOf(Reply.Token.class);
    clock.advance(Duration.ofSeconds(20));
    assertThat(ask(here, two)).isEqualTo(new Reply.Expired());
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void wrongCodesAreSlowedDownForEachUserAndRightOnesForgiveNone() {
    Started own = here.start(ASKER, HERE);
    for (int i = 0; i < 4; i++) {
      notFound(() -> here.open("BCDF-BCDF", "eve"));
      // the attacker's own code is right each time
      assertThatCode(() -> here.open(own.userCode().text(), "eve")).doesNotThrowAnyException();
    }
    notFound(() -> here.open("BCDF-BCDF", "eve"));
    assertThatThrownBy(() -> here.open(own.userCode().text(), "eve"))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(429));
    assertThatCode(() -> here.open(own.userCode().text(), "ann")).doesNotThrowAnyException();
  }

  @Test
  void wrongCodesOfAllUsersTogetherAreSlowedDownToo() {
    for (int i = 0; i < 50; i++) {
      String user = "eve" + i;
      notFound(() -> here.open("BCDF-BCDF", user));
    }
    assertThatThrownBy(() -> here.open("BCDF-BCDF", "another"))
        .hasMessageContaining("Too many wrong codes");
    clock.advance(Duration.ofSeconds(1));
    notFound(() -> here.open("BCDF-BCDF", "another"));
  }

  @Test
  void howManyAreOpenIsBoundedForAnAddressAndInAll() {
    for (int i = 0; i < BrowserLogins.FROM_ADDRESS_MAX; i++) {
      (i % 2 == 0 ? here : there).start(ASKER, HERE);
    }
    tooMany(() -> there.start(ASKER, HERE), "From this address 20");
    othersStart(BrowserLogins.IN_ALL_MAX - BrowserLogins.FROM_ADDRESS_MAX);
    InetAddress fresh = InetAddress.ofLiteral("203.0.113.1");
    tooMany(() -> here.start(ASKER, fresh), "On this server 1000");
    clock.advance(BrowserLogins.VALID_FOR);
    here.start(ASKER, HERE);
    clock.advance(Duration.ofMinutes(21));
    here.start(ASKER, fresh);
    assertThat(count("select count(*) from pairings")).as("old ones are forgotten").isEqualTo(1);
  }

  /** So many from other addresses, in one transaction. */
  private void othersStart(int count) {
    Instant now = clock.instant();
    database.write(
        connection -> {
          for (int i = 0; i < count; i++) {
            Pairing pairing =
                new Pairing(
                    "other-" + i,
                    ASKER,
                    "198.51.100.1",
                    now,
                    now.plus(BrowserLogins.VALID_FOR),
                    new Pairing.State.Open());
            PairingRows.insert(
                connection, pairing, new PairingRows.Proofs("device-" + i, "code-" + i, "other"));
          }
          return true;
        });
  }

  @Test
  void aProgramThatAsksTooOftenIsSlowedDown() {
    Started started = here.start(ASKER, HERE);
    here.ask(started.deviceCode());
    tooMany(() -> here.ask(started.deviceCode()), "every 2 s");
    assertThat(ask(here, started)).isEqualTo(new Reply.Pending());
  }

  @Test
  void whoIsDisabledOrHasANewPasswordHasConfirmedNothing() {
    String ann =
        database.read(c -> Sql.first(c, "select id from users", r -> r.getString(1))).get();
    Started one = confirmed();
    database.write(
        connection -> {
          here.disabled(connection, ann, "ann");
          return true;
        });
    notFound(() -> ask(there, one));
    Started two = confirmed();
    database.write(
        connection -> {
          here.passwordChanged(connection, ann, "ann", false);
          return true;
        });
    notFound(() -> ask(there, two));
    assertThat(tokens()).isZero();
  }

  @Test
  void nothingThatIsStoredProvesAnything() {
    Started started = here.start(ASKER, HERE);
    String row =
        database.read(
            connection ->
                Sql.first(
                        connection,
                        "select device_sha256 || code_hmac || id from pairings",
                        found -> found.getString(1))
                    .orElseThrow());
    assertThat(row)
        .doesNotContain(started.deviceCode())
        .doesNotContain(started.userCode().letters());
    assertThat(started.toString())
        .doesNotContain(started.deviceCode())
        .doesNotContain(started.userCode().letters());
  }

  private long tokens() {
    return count("select count(*) from api_tokens");
  }

  private long count(String sql) {
    return database.read(connection -> Sql.number(connection, sql));
  }

  private static void notFound(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
  }

  private static void tooMany(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(429))
        .hasMessageContaining(words);
  }
}
