package dev.carillon.server.accounts.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.TestDatabase;
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
