package dev.carillon.server.operations.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.platform.database.ServerTables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When channels are told, and how often. */
class AlertDigestTest {

  private static final String OPS = "https://ops.example.com/x";
  private static final String DEV = "https://dev.example.com/y";
  private static final AlertRule DISKS =
      new AlertRule("Disks", Condition.DISK, 0, List.of(), List.of("ops", "dev"), true);
  private static final List<AlertChannel> CHANNELS =
      List.of(
          new AlertChannel("ops", AlertChannel.Type.SLACK, List.of(), OPS),
          new AlertChannel("dev", AlertChannel.Type.SLACK, List.of(), DEV));

  @TempDir private Path home;
  private final ManualClock clock = new ManualClock();
  private Database database;
  private Store store;
  private AlertNode node;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(home.resolve("carillon.db"));
    Tables.make(database);
    ServerTables.in(database);
    store = SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
    node = node();
    node.set(15, List.of(DISKS), CHANNELS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private AlertNode node() {
    return new AlertNode("one", database, store, clock);
  }

  @Test
  void theFirstIsToldAtOnceAndTheRestInOneMessageFromThenOn() {
    assertThat(node.look()).isEmpty();
    node.fullDisks.add("disk home");
    assertThat(node.look())
        .containsExactlyInAnyOrder(
            OPS + " Carillon: Disks: disk home of one", DEV + " Carillon: Disks: disk home of one");
    node.fullDisks.addAll(List.of("disk a", "disk b", "disk c"));
    assertThat(node.look()).isEmpty();
    passes(Duration.ofMinutes(14));
    assertThat(node.look()).isEmpty();
    passes(Duration.ofMinutes(1));
    assertThat(node.look())
        .containsExactlyInAnyOrder(OPS + " Carillon: 3 alerts", DEV + " Carillon: 3 alerts");
    node.fullDisks.removeAll(List.of("disk home", "disk a"));
    assertThat(node.look()).isEmpty();
    node.fullDisks.add("disk d");
    passes(Duration.ofMinutes(15));
    assertThat(node.look()).contains(OPS + " Carillon: 1 alert, 2 resolved");
    node.fullDisks.clear();
    passes(Duration.ofMinutes(15));
    assertThat(node.look()).contains(OPS + " Carillon: 3 resolved");
    passes(Duration.ofMinutes(15));
    assertThat(node.look()).isEmpty();
  }

  @Test
  void whatComesAndGoesIsOneLine() {
    node.fullDisks.add("disk home");
    assertThat(node.look()).hasSize(2);
    for (int i = 0; i < 3; i++) {
      node.fullDisks.clear();
      node.look();
      node.fullDisks.add("disk home");
      assertThat(node.look()).isEmpty();
    }
    passes(Duration.ofMinutes(15));
    assertThat(node.look()).contains(OPS + " Carillon: Disks: disk home of one");
    assertThat(node.alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.episodes()).isEqualTo(4));
  }

  @Test
  void whatWasToldIsNotToldAgainAfterARestart() {
    node.fullDisks.add("disk home");
    assertThat(node.look()).hasSize(2);
    AlertNode restarted = node();
    restarted.fullDisks.add("disk home");
    assertThat(restarted.look()).isEmpty();
    passes(Duration.ofHours(2));
    assertThat(restarted.look()).isEmpty();
  }

  @Test
  void whatWasSentButNotNotedIsToldOnceMore() {
    node.dying.add(OPS);
    node.fullDisks.add("disk home");
    assertThat(node.look()).hasSize(2);
    AlertNode restarted = node();
    restarted.fullDisks.add("disk home");
    assertThat(restarted.look()).containsExactly(OPS + " Carillon: Disks: disk home of one");
    assertThat(restarted.look()).isEmpty();
  }

  @Test
  void aChannelThatFailsIsRetriedLaterAndLaterAndHoldsUpNoOther() {
    node.refusing.put(OPS, 404);
    node.fullDisks.add("disk home");
    assertThat(node.look()).containsExactly(DEV + " Carillon: Disks: disk home of one");
    assertThat(node.channel("ops").error()).isEqualTo("HTTP 404");
    assertThat(node.channel("ops").nextAt())
        .isEqualTo(node.channel("ops").errorAt().plus(Duration.ofMinutes(1)));
    passes(Duration.ofMinutes(1));
    node.look();
    assertThat(node.channel("ops").failures()).isEqualTo(2);
    passes(Duration.ofMinutes(1));
    node.look();
    assertThat(node.channel("ops").failures()).isEqualTo(2);
    node.refusing.clear();
    passes(Duration.ofMinutes(1));
    assertThat(node.look()).containsExactly(OPS + " Carillon: Disks: disk home of one");
    assertThat(node.channel("ops"))
        .satisfies(
            channel -> {
              assertThat(channel.failures()).isZero();
              assertThat(channel.error()).isEmpty();
            });
    assertThat(AlertNotifier.pause(0)).isEqualTo(Duration.ofMinutes(1));
    assertThat(AlertNotifier.pause(5)).isEqualTo(Duration.ofMinutes(32));
    assertThat(AlertNotifier.pause(1_000)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aRuleThatLooksForNothingCostsNoStatementButOne() {
    node.set(15, List.of(), CHANNELS);
    node.fullDisks.add("disk home");
    assertThat(node.look()).isEmpty();
    assertThat(node.alerts()).isEmpty();
  }

  private void passes(Duration time) {
    clock.advance(time);
  }
}
