package dev.carillon.server.accounts.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Account.Person;
import dev.carillon.server.accounts.login.LoginThrottle;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.login.RevokedTokens;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What the users' table does on every database. */
@OnEachDatabase
class UsersTest {

  private static final Person PERSON = new Person("Zoë Ä.", "zoe@example.com", "nl_NL");

  private final PasswordHasher hasher = new PasswordHasher();
  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private Database database;

  @BeforeEach
  void open(@TempDir Path folder) {
    database =
        ServerTables.in(
            kind == TestDatabase.SQLITE
                ? SqliteDatabase.open(folder.resolve("db"))
                : PostgresDatabase.on(TestDatabase.freshSource()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Users users() {
    return new Users(database, hasher, clock);
  }

  private static NewUser zoe() {
    return new NewUser("Zoë", "long enough", PERSON, Set.of("ROLE_USER"), Licence.STANDARD);
  }

  @Test
  void theFirstUserIsASuperUserWithPro() {
    Users users = users();
    assertThat(users.any()).isFalse();
    assertThat(users.createFirst("Ann", "long enough")).isTrue();
    assertThat(users.any()).isTrue();
    Account ann = users.find("Ann").orElseThrow();
    assertThat(ann.caller().superUser()).isTrue();
    assertThat(ann.licence()).isEqualTo(Licence.PRO);
  }

  @Test
  void thereIsOnlyOneFirstUser() {
    Users users = users();
    users.createFirst("Ann", "long enough");
    assertThat(users.createFirst("Bob", "long enough")).isFalse();
    assertThat(users.find("Bob")).isEmpty();
  }

  @Test
  void aUserIsFoundAsItWasMadeUpperAndLowerCaseAlike() {
    Users users = users();
    users.create(zoe());
    Account found = users.find("ZOË").orElseThrow();
    assertThat(found.username()).isEqualTo("Zoë");
    assertThat(found.person()).isEqualTo(PERSON);
    assertThat(found.authorities()).containsExactly("ROLE_USER");
    assertThat(found.licence()).isEqualTo(Licence.STANDARD);
    assertThat(found.proof().passwordHash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(matches("long enough", found.proof().passwordHash())).isTrue();
    assertThat(matches("long enougH", found.proof().passwordHash())).isFalse();
    assertThat(found.toString()).doesNotContain("argon2id");
  }

  private boolean matches(String password, String stored) {
    PasswordHasher.Claimant somebody =
        new PasswordHasher.Claimant(InetAddress.getLoopbackAddress(), true);
    return hasher.matches(somebody, password, stored);
  }

  @Test
  void aNameIsTakenOnce() {
    Users users = users();
    users.create(zoe());
    NewUser again = new NewUser("zOË", "long enough", PERSON, Set.of("ROLE_USER"), Licence.BASIC);
    assertThatThrownBy(() -> users.create(again))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409));
  }

  @Test
  void aChangedPasswordRaisesTheVersion() {
    Users users = users();
    users.create(zoe());
    long before = users.find("Zoë").orElseThrow().proof().version();
    users.changePassword("zoë", "another one", false, List.of());
    Account changed = users.find("Zoë").orElseThrow();
    assertThat(changed.proof().version()).isEqualTo(before + 1);
    assertThat(matches("another one", changed.proof().passwordHash())).isTrue();
    assertThatThrownBy(() -> users.changePassword("nobody", "another one", false, List.of()))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(404));
  }

  @Test
  void aChangeByAnotherNodeIsSeenWithinASecond() {
    Users here = users();
    Users there = users();
    here.create(zoe());
    long before = there.find("Zoë").orElseThrow().proof().version();
    here.changePassword("Zoë", "another one", false, List.of());
    clock.advance(Duration.ofSeconds(1));
    assertThat(there.find("Zoë").orElseThrow().proof().version()).isEqualTo(before + 1);
  }

  @Test
  void whoIsDisabledOrRemovedOnAnotherNodeIsOutWithinASecond() {
    Users here = users();
    Users there = users();
    UserChanges changes = new UserChanges(database, here, List.of());
    here.create(zoe());
    long version = there.active("Zoë").orElseThrow().proof().version();
    changes.update("zoë", UsersTest::disabled);
    assertThat(here.active("Zoë")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(there.active("Zoë")).isEmpty();
    assertThat(there.find("Zoë").orElseThrow().proof().version()).isNotEqualTo(version);
    changes.remove("zoë");
    assertThat(here.find("Zoë")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(there.find("Zoë")).isEmpty();
  }

  private static Account disabled(Account account) {
    Account.Proof proof = account.proof();
    return new Account(
        account.username(),
        account.person(),
        account.authorities(),
        account.licence(),
        new Account.Proof(proof.passwordHash(), proof.version(), false, proof.places()));
  }

  @Test
  void aNamesakeHasAnotherVersionSoThatOldSessionsStayDead() {
    Users users = users();
    UserChanges changes = new UserChanges(database, users, List.of());
    users.create(zoe());
    long before = users.find("zoë").orElseThrow().proof().version();
    changes.remove("zoë");
    users.create(zoe());
    assertThat(users.find("zoë").orElseThrow().proof().version()).isNotEqualTo(before);
  }

  @Test
  void theLastTwentyPlacesOfALogInAreKnownAndItsTime() throws InterruptedException {
    Users users = users();
    users.create(zoe());
    Account account = users.find("Zoë").orElseThrow();
    for (int i = 0; i < 25; i++) {
      InetAddress from = address(i);
      users.loggedIn(account, from);
      String place = LoginThrottle.network(from);
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (System.nanoTime() < end
          && !users.find("Zoë").orElseThrow().proof().places().contains(place)) {
        clock.advance(Duration.ofSeconds(1));
        Thread.sleep(10);
      }
      assertThat(users.find("Zoë").orElseThrow().proof().places()).contains(place);
    }
    assertThat(users.find("Zoë").orElseThrow().proof().places()).hasSize(20);
    assertThat(users.get("Zoë").lastLogIn()).isBeforeOrEqualTo(clock.instant());
    assertThat(users.get("Zoë").loggedIn()).isPresent();
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void revokedTokensAreKeptUntilTheyWouldHaveEnded() {
    RevokedTokens tokens = new RevokedTokens(database, clock);
    tokens.add("a", clock.instant().plusSeconds(60), clock.instant());
    tokens.add("a", clock.instant().plusSeconds(60), clock.instant());
    assertThat(new RevokedTokens(database, clock).contains("a")).isTrue();
    assertThat(new RevokedTokens(database, clock).contains("b")).isFalse();
    clock.advance(Duration.ofSeconds(61));
    tokens.add("c", clock.instant().plusSeconds(60), clock.instant());
    assertThat(new RevokedTokens(database, clock).contains("a")).isFalse();
  }

  @Test
  void aTokenThatWasLoggedOutOnAnotherNodeIsRefusedWithinASecond() {
    RevokedTokens here = new RevokedTokens(database, clock);
    RevokedTokens there = new RevokedTokens(database, clock);
    assertThat(there.contains("t")).isFalse();
    here.add("t", clock.instant().plusSeconds(60), clock.instant());
    assertThat(here.contains("t")).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(there.contains("t")).isTrue();
  }

  @Test
  void noPasswordIsInTheDatabase() {
    Users users = users();
    users.create(zoe());
    String stored =
        database.read(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("select password_hash from users")) {
                row.next();
                return row.getString(1);
              }
            });
    assertThat(stored).doesNotContain("long enough");
  }
}
