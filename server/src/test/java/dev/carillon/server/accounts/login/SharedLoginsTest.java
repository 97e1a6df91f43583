package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.server.accounts.login.LoginThrottle.Keys;
import dev.carillon.server.accounts.login.Sessions.Client;
import dev.carillon.server.accounts.login.Sessions.Tokens;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and failed logins of two nodes that share a database. */
class SharedLoginsTest {

  private static final Client CLIENT =
      new Client(InetAddress.ofLiteral("192.0.2.7"), "a browser");

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
    assertThat(found.csrfToken()).isEqualTo(tokens.csrfToken());
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
            account(2).caller(), session.csrfToken(), session.id(), Identity.Sent.COOKIE);

    here.changed(account(2), by);

    clock.advance(Duration.ofSeconds(1));
    assertThat(there.use(other)).isEmpty();
    assertThat(there.use(own).filter(open -> open.isOf(account(2)))).isPresent();
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
