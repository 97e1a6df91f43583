package dev.carillon.server.accounts.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What users' tables do that several nodes share. */
class PostgresUsersTest {

  private static final String WAITS =
      "select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))";

  @Test
  void twoNodesDoNotBothTakeTheRightsOfTheLastTwoWhoAdminister() throws Exception {
    ManualClock clock = new ManualClock();
    DataSource source = TestDatabase.freshSource();
    try (PasswordHasher hasher = new PasswordHasher();
        Database database = ServerTables.in(PostgresDatabase.on(source));
        Database other = PostgresDatabase.on(source);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Users here = new Users(database, hasher, clock);
      Users there = new Users(other, hasher, clock);
      here.createFirst("ann", "long enough");
      here.create(NewUser.first("bob", "long enough"));
      CountDownLatch both = new CountDownLatch(2);
      List<Callable<Boolean>> changes =
          List.of(
              () -> demoted(new UserChanges(database, here, List.of()), "ann", both),
              () -> demoted(new UserChanges(other, there, List.of()), "bob", both));
      List<Boolean> done = new ArrayList<>();
      for (Future<Boolean> each : threads.invokeAll(changes)) {
        done.add(each.get());
      }
      assertThat(done).containsExactlyInAnyOrder(true, false);
      assertThat(here.get("ann").administers() ^ here.get("bob").administers()).isTrue();
    }
  }

  @Test
  void aLinkIsNotUsedWhileAnotherNodeChangesItsUser() throws Exception {
    ManualClock clock = new ManualClock();
    DataSource source = TestDatabase.freshSource();
    try (PasswordHasher hasher = new PasswordHasher();
        Database database = ServerTables.in(PostgresDatabase.on(source));
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection node = source.getConnection()) {
      Users users = new Users(database, hasher, clock);
      users.createFirst("ann", "long enough");
      String ann = users.get("ann").id();
      PasswordLinks links = new PasswordLinks(database, users, hasher, clock, List.of());
      PasswordLinks.Link link = links.make(users.get("ann"));
      node.setAutoCommit(false);
      UserRows.lock(node);
      Future<?> used = threads.submit(() -> links.use(link.token(), "another one"));
      Await.until(() -> used.isDone() || Sql.any(node, WAITS));
      assertThat(Sql.any(node, "select 1 from password_links for update nowait")).isTrue();
      links.passwordChanged(node, ann, "ann", true);
      node.commit();
      assertThatThrownBy(used::get).hasCauseInstanceOf(Problem.class);
    }
  }

  /** Waits inside the change for the other one, which must not get so far before this has ended. */
  private static boolean demoted(UserChanges changes, String username, CountDownLatch both) {
    try {
      changes.update(
          username,
          account -> {
            both.countDown();
            await(both);
            return new Account(
                account.username(),
                account.person(),
                Set.of("ROLE_USER"),
                account.licence(),
                account.proof());
          });
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      var _ = latch.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
