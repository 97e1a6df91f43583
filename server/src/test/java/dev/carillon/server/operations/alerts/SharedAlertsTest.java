package dev.carillon.server.operations.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alerts of two nodes that share a database. */
@Tag("long")
class SharedAlertsTest {

  private static final String OPS = "https://ops.example.com/x";
  private static final String TITLE = OPS + " Carillon: Disks: disk home of one";

  private static final String NO_BACKUP = OPS + " Carillon: Backup: Backup";

  private final ManualClock clock = new ManualClock();
  private final DataSource source = TestDatabase.freshSource();
  private final Database database = PostgresDatabase.on(source);
  private final Database other = PostgresDatabase.on(source);
  private AlertNode one;
  private AlertNode two;

  @BeforeEach
  void open() {
    Tables.make(database);
    ServerTables.in(database);
    Store store =
        PostgresStore.open(
            database, new TestCipher(), SubjectFilter::read, clock, Node.named("one"));
    one = new AlertNode("one", database, store, clock);
    two = new AlertNode("two", other, store, clock);
    one.set(
        15,
        List.of(
            new AlertRule("Disks", Condition.DISK, 0, List.of(), List.of("ops"), true),
            new AlertRule("Backup", Condition.BACKUP, 24, List.of(), List.of("ops"), true)),
        List.of(new AlertChannel("ops", AlertChannel.Type.SLACK, List.of(), OPS)));
    one.backup = Optional.of(new LastBackup(clock.instant(), "/backups/1", 3));
    one.look();
  }

  @AfterEach
  void close() {
    database.close();
    other.close();
  }

  @Test
  void oneOfThemTells() {
    one.fullDisks.add("disk home");
    assertThat(one.look()).containsExactly(TITLE);
    assertThat(two.look()).isEmpty();
    two.fullDisks.add("disk home");
    List<String> both = new ArrayList<>();
    for (int seconds = 0; seconds <= 15 * 60; seconds += 20) {
      both.addAll(two.look());
      both.addAll(one.look());
      clock.advance(Duration.ofSeconds(20));
    }
    assertThat(both).containsExactly(OPS + " Carillon: Disks: disk home of two");
  }

  @Test
  void whatConcernsOneNodeEndsWhenThatNodeDoesNotSeeItAnyMore() {
    one.fullDisks.add("disk home");
    one.look();
    two.look();
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(16));
      one.look();
      two.look();
      assertThat(one.alerts()).hasSize(1).allMatch(Alert::active);
    }
    clock.advance(Duration.ofMinutes(15));
    one.look();
    one.fullDisks.clear();
    clock.advance(Duration.ofSeconds(41));
    two.look();
    assertThat(one.alerts()).hasSize(1).allMatch(Alert::active);
    assertThat(one.look()).containsExactly(OPS + " Carillon: resolved: Disks: disk home of one");
    assertThat(one.alerts()).hasSize(1).noneMatch(Alert::active);
  }

  @Test
  void aNodeThatDiesHasNotResolvedWhatItSaw() {
    one.fullDisks.add("disk home");
    one.look();
    clock.advance(Duration.ofSeconds(119));
    two.look();
    assertThat(one.alerts()).allMatch(Alert::active);
    clock.advance(Duration.ofSeconds(2));
    two.look();
    assertThat(one.alerts()).hasSize(1).noneMatch(Alert::active);
    assertThat(one.alerts().getFirst().found().detail())
        .isEqualTo("Not seen any more: node one does not report");
    clock.advance(Duration.ofMinutes(15));
    assertThat(two.look())
        .containsExactly(OPS + " Carillon: not seen any more: Disks: disk home of one");
    one.look();
    clock.advance(Duration.ofMinutes(15));
    assertThat(one.look()).containsExactly(TITLE);
    assertThat(one.alerts().getFirst().found().detail()).isEqualTo("Uploads wait");
  }

  @Test
  void anEmailThatTakesLongIsNotSentTwice() throws Exception {
    one.set(
        15,
        List.of(new AlertRule("Disks", Condition.DISK, 0, List.of(), List.of("mail"), true)),
        List.of(new AlertChannel("mail", AlertChannel.Type.MAIL, List.of("a@example.com"), "")));
    one.fullDisks.add("disk home");
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    one.mailServer =
        () -> {
          begun.countDown();
          taken.await();
        };
    one.watch.look();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    List<String> others = new ArrayList<>();
    for (int seconds = 0; seconds < 90; seconds += 10) {
      clock.advance(Duration.ofSeconds(10));
      one.watch.look();
      others.addAll(two.look());
    }
    taken.countDown();
    clock.advance(Duration.ofSeconds(10));
    assertThat(one.look()).hasSize(1);
    assertThat(others).isEmpty();
    // the claim ended with the message: what is next is another node's
    one.fullDisks.clear();
    one.look();
    clock.advance(Duration.ofMinutes(15));
    assertThat(two.look()).hasSize(1);
  }

  @Test
  void aNodeThatDiesWhileItSendsIsReplacedAfterAMinute() {
    clock.advance(Duration.ofHours(25));
    one.dying.add(OPS);
    assertThat(one.look()).containsExactly(NO_BACKUP);
    clock.advance(Duration.ofSeconds(30));
    assertThat(two.look()).isEmpty();
    clock.advance(Duration.ofSeconds(30));
    assertThat(two.look()).containsExactly(NO_BACKUP);
    assertThat(two.look()).isEmpty();
  }

  @Test
  void aBackupOfOneNodeCountsForAll() {
    assertThat(two.look()).isEmpty();
    clock.advance(Duration.ofHours(25));
    assertThat(two.look()).containsExactly(NO_BACKUP);
    one.backup = Optional.of(new LastBackup(clock.instant(), "/backups/2", 3));
    one.look();
    clock.advance(Duration.ofMinutes(15));
    two.look();
    assertThat(one.alerts()).noneMatch(Alert::active);
  }
}
