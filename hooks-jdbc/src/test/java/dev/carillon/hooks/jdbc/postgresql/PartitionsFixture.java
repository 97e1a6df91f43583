package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store whose log has many ranges of numbers, since a day each the numbers jump to the next. */
abstract class PartitionsFixture {

  static final EventType TYPE = new EventType("asset_create");
  static final long BLOCK = Partition.BLOCK;

  private static final String GIVE =
      "select setval('{delivery_sequence}', %s) from {delivery_sequence}";

  /** Files and enters everything at once. */
  private static final StoreLimits LIMITS =
      new StoreLimits(
          1_000, 1, Duration.ofMinutes(5), Duration.ofDays(365), 1_000_000, Long.MAX_VALUE / 2);

  final ManualClock clock = new ManualClock();
  String name;
  OpenPostgres database;
  Store store;
  Webhook webhook;
  PostgresStore.Opened opened;

  /** What its tables are called. */
  TableNames names() {
    return TableNames.PLAIN;
  }

  @BeforeEach
  final void open() {
    name = Server.ONE.newDatabase(names());
    database = OpenPostgres.on(Server.ONE.pool(name), names());
    opened = node(database, "one");
    store = opened.store();
    webhook = Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
  }

  @AfterEach
  final void close() {
    StoreConsistency.check(database, opened.context());
    database.close();
  }

  /** A store in a database. */
  final PostgresStore.Opened node(OpenPostgres database, String name) {
    return PostgresStore.opened(
        database,
        Embedder.of(new TestCipher(), SubjectFilter::read),
        clock,
        Node.named(name),
        LIMITS);
  }

  /** Records some on each of so many days, each in a range of its own, and delivers them. */
  final void days(int count) {
    for (int day = 0; day < count; day++) {
      for (int i = 0; i < 3; i++) {
        settled(record());
      }
      nextDay();
    }
  }

  /** The numbers that are given from now on are in the next block; upkeep makes room. */
  final void nextDay() {
    clock.advance(Duration.ofDays(1));
    execute(GIVE.formatted("last_value / %1$d * %1$d + %1$d / 4 * 3".formatted(BLOCK)));
    tidy();
    execute(GIVE.formatted("(last_value / %1$d + 1) * %1$d + 10".formatted(BLOCK)));
  }

  final void tidy() {
    while (store.retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
  }

  final Delivery record() {
    return record("s");
  }

  final Delivery record(String subject) {
    Event event = Event.of(TYPE, subject, clock.instant(), new TextSnapshot("any"));
    return database.write(connection -> store.outbox().append(connection, event)).due().stream()
        .map(DueDelivery::delivery)
        .findFirst()
        .orElseThrow();
  }

  /** Its next attempt succeeds. */
  final void settled(Delivery delivery) {
    store.settlements().settle(List.of(TestSettlements.ended(delivery, 200, clock.instant())));
  }

  /** An attempt of it fails, so that it has a row and waits. */
  final void fails(Delivery delivery) {
    store
        .settlements()
        .settle(
            List.of(
                TestSettlements.settled(
                    delivery,
                    TestSettlements.attempt(1, 503, clock.instant()),
                    new DeliveryState.Pending(clock.instant()))));
  }

  /** Removes what ended before the last so many days. */
  final void purge(int days) {
    purgeBefore(clock.instant().minus(Duration.ofDays(days)).minus(Duration.ofHours(12)));
  }

  final void purgeBefore(Instant time) {
    while (store.retention().purge(time, 20_000).more()) {
      clock.advance(Duration.ofMillis(1));
    }
  }

  /** Where the ranges begin, in blocks of numbers. */
  final List<Long> ranges() {
    return database.read(
        connection ->
            Sql.list(
                connection, "select low / 1048576 from {log_partitions} order by low", Sql.NUMBER));
  }

  /** How many tables there are for the ranges of a table, but for the one without an end. */
  final long tables(String of) {
    return number(
        "select count(*) - 1 from pg_inherits where inhparent = '%s'::regclass".formatted(of));
  }

  final long count(String from) {
    return number("select count(*) from " + from);
  }

  final long number(String sql) {
    return database.read(connection -> Sql.number(connection, sql));
  }

  /** How many tables have a constraint that is there while ranges are changed. */
  final long notes() {
    return count("pg_constraint where conname = 'known_range'");
  }

  final void execute(String sql) {
    try (Connection connection = database.pool().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(names().render(sql));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
