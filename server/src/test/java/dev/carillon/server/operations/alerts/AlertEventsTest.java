package dev.carillon.server.operations.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts as operational events: each once, whatever fails and whoever else looks. */
@OnEachDatabase
class AlertEventsTest {

  private static final String OPS = "https://ops.example.com/x";
  private static final String BEGAN = "alert.began Disks disk home@one ";
  private static final String ENDED = "alert.ended Disks disk home@one ";

  private final TestDatabase kind;
  @TempDir private Path home;
  private final ManualClock clock = new ManualClock();
  private final Deque<Database> opened = new ArrayDeque<>();
  private @Nullable DataSource source;
  private Store first;
  private AlertNode one;

  AlertEventsTest(TestDatabase kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    if (kind == TestDatabase.POSTGRESQL) {
      source = TestDatabase.freshSource();
    }
    Database database = database();
    Tables.make(database);
    ServerTables.in(database);
    first = store(database, "one");
    one = new AlertNode("one", database, first, clock);
    one.set(
        15,
        List.of(disks(List.of("programs", "ops"))),
        List.of(
            new AlertChannel("programs", AlertChannel.Type.EVENTS, List.of(), ""),
            new AlertChannel("ops", AlertChannel.Type.SLACK, List.of(), OPS)));
  }

  @AfterEach
  void close() {
    opened.forEach(Database::close);
  }

  private Database database() {
    Database database =
        kind == TestDatabase.SQLITE
            ? SqliteDatabase.open(home.resolve("carillon.db"))
            : PostgresDatabase.on(Objects.requireNonNull(source));
    opened.push(database);
    return database;
  }

  private Store store(Database database, String node) {
    return kind == TestDatabase.SQLITE
        ? SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock)
        : PostgresStore.open(
            database, new TestCipher(), SubjectFilter::read, clock, Node.named(node));
  }

  private static AlertRule disks(List<String> channels) {
    return new AlertRule("Disks", Condition.DISK, 0, List.of(), channels, true);
  }

  /** What is in the journal, whoever recorded it. */
  private long stored() {
    return opened.getLast().read(c -> Sql.number(c, "select count(*) from events"));
  }

  private List<String> looked() {
    one.look();
    List<String> recorded = List.copyOf(one.recorded);
    one.recorded.clear();
    return recorded;
  }

  @Test
  void anAlertIsOneEventWhenItBeginsAndOneWhenItEndsAndWaitsForNoDigest() {
    one.fullDisks.add("disk home");
    assertThat(looked()).containsExactly(BEGAN + 1);
    clock.advance(Duration.ofSeconds(20));
    assertThat(looked()).isEmpty();
    one.fullDisks.add("disk files");
    assertThat(looked()).containsExactly("alert.began Disks disk files@one 1");
    one.fullDisks.remove("disk home");
    clock.advance(Duration.ofSeconds(41));
    assertThat(looked()).containsExactly(ENDED + 1);
    one.fullDisks.add("disk home");
    assertThat(looked()).containsExactly(BEGAN + 2);
    assertThat(stored()).isEqualTo(4);
    assertThat(one.channel("programs").failures()).isZero();
    assertThat(one.channel("programs").sentAt())
        .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void whatBeginsAndEndsBeforeItIsRecordedMakesBoth() {
    one.recordingFails = true;
    one.fullDisks.add("disk home");
    one.look();
    one.fullDisks.clear();
    clock.advance(Duration.ofSeconds(41));
    one.look();
    one.recordingFails = false;
    assertThat(looked()).containsExactly(BEGAN + 1, ENDED + 1);
  }

  @Test
  void anEventIsRecordedWithTheNoteThatItWasOrNotAtAll() {
    one.recordingFails = true;
    one.fullDisks.add("disk home");
    assertThat(looked()).isEmpty();
    assertThat(stored()).isZero();
    one.recordingFails = false;
    assertThat(looked()).containsExactly(BEGAN + 1);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aRestartRecordsNothingAgain() {
    one.fullDisks.add("disk home");
    assertThat(looked()).hasSize(1);
    if (kind == TestDatabase.SQLITE) {
      opened.pop().close();
    }
    Database again = database();
    one = new AlertNode("one", again, store(again, "later"), clock);
    one.fullDisks.add("disk home");
    clock.advance(Duration.ofSeconds(20));
    assertThat(looked()).isEmpty();
    assertThat(again.<Long>read(c -> Sql.number(c, "select count(*) from events"))).isEqualTo(1);
  }

  /** The other one looks when the first has planned its events and not yet written them. */
  @Test
  void ofTwoThatRecordAtOnceOneIsTooLate() {
    AlertNode two;
    if (kind == TestDatabase.SQLITE) {
      two = new AlertNode("one", opened.getLast(), first, clock);
    } else {
      Database other = database();
      two = new AlertNode("one", other, store(other, "two"), clock);
    }
    two.fullDisks.add("disk home");
    one.fullDisks.add("disk home");
    one.beforeRecording = two::look;
    assertThat(looked()).isEmpty();
    assertThat(two.recorded).containsExactly(BEGAN + 1);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void manyAreRecordedAtOneLook() {
    IntStream.range(0, 199).forEach(number -> one.fullDisks.add("disk %03d".formatted(number)));
    one.set(
        15,
        List.of(
            disks(List.of("programs")),
            new AlertRule("Backup", Condition.BACKUP, 1, List.of(), List.of("programs"), true),
            new AlertRule("Backups", Condition.BACKUP, 2, List.of(), List.of("programs"), true)),
        List.of(new AlertChannel("programs", AlertChannel.Type.EVENTS, List.of(), "")));
    assertThat(new TreeSet<>(looked())).hasSize(201);
    assertThat(stored()).isEqualTo(201);
  }

  @Test
  void aWebhookGetsNoAlertAboutItself() {
    List<Webhook> registered = new ArrayList<>();
    for (String name : List.of("watching", "failing")) {
      Webhook.Subscription wanted =
          new Webhook.Subscription(
              List.of(), OperationalEvents.OF_ALERTS, EventFilter.ALL, Projection.DEFAULT);
      Webhook webhook = Webhook.of(name, OPS, wanted, clock.instant());
      first.webhooks().add(webhook);
      registered.add(webhook);
    }
    Webhook.Id failing = registered.getLast().id();
    assertThat(
            first
                .webhooks()
                .change(
                    failing,
                    old ->
                        old.toBuilder()
                            .state(
                                new WebhookState.Disabled(
                                    clock.instant(), WebhookState.Reason.GONE, "HTTP 410"))
                            .build()))
        .isPresent();
    one.set(
        15,
        List.of(
            new AlertRule(
                "Off", Condition.WEBHOOK_DISABLED, 0, List.of(), List.of("programs"), true)),
        List.of(new AlertChannel("programs", AlertChannel.Type.EVENTS, List.of(), "")));
    assertThat(looked()).containsExactly("alert.began Off " + failing.value() + " 1");
    assertThat(one.matched).containsExactly(registered.getFirst().id());
  }

  @Test
  void aChannelThatWasRemovedMeanwhileRecordsNothing() {
    one.fullDisks.add("disk home");
    one.beforeRecording = () -> one.set(15, List.of(), List.of());
    assertThat(looked()).isEmpty();
    assertThat(stored()).isZero();
  }
}
