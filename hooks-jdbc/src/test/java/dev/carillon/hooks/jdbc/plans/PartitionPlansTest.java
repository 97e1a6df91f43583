package dev.carillon.hooks.jdbc.plans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.postgresql.OpenPostgres;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each statement finds rows in one partition of a table, however many there are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionPlansTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final int DAYS = 10;
  private static final int EVENTS_A_DAY = 400;
  private static final int WEBHOOKS = 3;
  private static final int ONE_FAILS_OF = 50;
  private static final String PARTITIONED = "(events|attempts|event_subjects)_.*";
  private static final Pattern BY_ID = Pattern.compile("\\bid >?= \\?");

  /** One with rows, the newest one, the next one, and that without an end. */
  private static final int LOOKED_INTO_MAX = 4;

  private static final String NEARLY_NEXT_BLOCK =
      """
      select setval('delivery_sequence', last_value / 1048576 * 1048576 + 800000)
      from delivery_sequence
      """;
  private static final String NEXT_BLOCK =
      """
      select setval('delivery_sequence', (last_value / 1048576 + 1) * 1048576)
      from delivery_sequence
      """;

  private final ManualClock clock = new ManualClock();
  private final List<Delivery> deliveries = new ArrayList<>();
  private Instant start;
  private PlanRecorder database;
  private Store store;

  @BeforeAll
  void fill() {
    database = new PlanRecorder(OpenPostgres.empty());
    store = TestDatabase.POSTGRESQL.store(database, clock);
    start = clock.instant();
    for (int n = 0; n < WEBHOOKS; n++) {
      store
          .webhooks()
          .add(Webhook.of("w", "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
    }
    for (int day = 0; day < DAYS; day++) {
      record(day);
      for (String next : List.of(NEARLY_NEXT_BLOCK, NEXT_BLOCK)) {
        database.write(connection -> Sql.number(connection, next));
        while (store.retention().tidy()) {
          clock.advance(Duration.ofMillis(1));
        }
      }
    }
    database.write(connection -> Sql.update(connection, "analyze"));
    assertThat(count("log_partitions")).isGreaterThan(DAYS);
    database.begin();
  }

  @AfterAll
  void close() {
    database.close();
  }

  private void record(int day) {
    List<DueDelivery> due =
        database.write(
            connection -> {
              List<DueDelivery> all = new ArrayList<>();
              for (int n = 0; n < EVENTS_A_DAY; n++) {
                clock.advance(Duration.ofDays(1).dividedBy(EVENTS_A_DAY));
                String subject = "s" + day + "-" + n / 2;
                Event event = Event.of(CREATED, subject, clock.instant(), new TextSnapshot("s"));
                all.addAll(store.outbox().append(connection, event).due());
              }
              return all;
            });
    List<Settlement> settlements = new ArrayList<>();
    for (DueDelivery one : due) {
      int status = settlements.size() % ONE_FAILS_OF == 0 ? 500 : 200;
      settlements.add(TestSettlements.ended(one.delivery(), status, clock.instant()));
      deliveries.add(one.delivery());
    }
    store.settlements().settle(settlements);
  }

  @Test
  void pagesOfTheLog() {
    Instant middle = start.plus(Duration.ofDays(4)).plus(Duration.ofHours(12));
    for (Cursor from :
        List.of(Cursor.NEWEST, Cursor.OLDEST, new Cursor(true, delivery().sequence()))) {
      store.log().page(DeliveryFilter.ALL, from, 50);
      touchOne("events");
    }
    page(new About(List.of(), "s4-100", ""), Span.ALWAYS);
    touchOne("events");
    page(new About(List.of(), "", delivery().event().value()), Span.ALWAYS);
    touchOne("events");
    page(About.ANYTHING, new Span(middle, middle.plusSeconds(60)));
    touchOne("events");
  }

  @Test
  void oneDelivery() {
    assertThat(store.log().find(delivery().id())).isPresent();
    touchOne("events");
    assertThat(store.attempts().of(delivery().id())).hasSize(1);
    touchOne("attempts");
  }

  @Test
  void theJournal() {
    assertThat(store.journal().after(delivery().sequence(), Journal.Wanted.ALL, 100).events())
        .hasSize(100);
    touchOne("events");
    assertThat(store.journal().find(delivery().event())).isPresent();
    touchOne("events");
  }

  @Test
  void whatIsRecordedAndSettled() {
    Event event = Event.of(CREATED, "s", clock.instant(), new TextSnapshot("new"));
    database.write(connection -> store.outbox().append(connection, store.outbox().fanOut(event)));
    List<DueDelivery> due = store.due().ofEvent(event.id());
    assertThat(due).hasSize(WEBHOOKS);
    database.taken();
    store
        .settlements()
        .settle(
            due.stream()
                .map(one -> TestSettlements.ended(one.delivery(), 500, clock.instant()))
                .toList());
    touchOne("events");
  }

  /**
   * Each statement since the last look read rows of events in one partition, and has looked into no
   * others but those that are still empty. By its id an event is looked for in all.
   *
   * @param table some statement is about this one
   */
  private void touchOne(String table) {
    List<StatementPlan> statements = database.taken();
    assertThat(statements).anyMatch(one -> one.sql().contains(table));
    for (StatementPlan statement : statements) {
      List<StatementPlan.Read> reads =
          statement.postgresReads().stream()
              .filter(read -> read.table().matches(PARTITIONED))
              .toList();
      int ends = statement.sql().contains("min(sequence)") ? 2 : 1;
      assertThat(found(reads)).as("%s", statement).hasSizeLessThanOrEqualTo(ends);
      if (!BY_ID.matcher(statement.sql()).find()) {
        Map<String, Set<String>> looked = looked(reads);
        assertThat(looked.values())
            .as("%s", statement)
            .allMatch(partitions -> partitions.size() <= LOOKED_INTO_MAX);
      }
    }
  }

  private static Set<String> found(List<StatementPlan.Read> reads) {
    return reads.stream()
        .filter(read -> read.rows() > 0)
        .map(StatementPlan.Read::table)
        .filter(table -> table.startsWith("events"))
        .collect(Collectors.toSet());
  }

  /** Partitions by the table that they are of. */
  private static Map<String, Set<String>> looked(List<StatementPlan.Read> reads) {
    return reads.stream()
        .map(StatementPlan.Read::table)
        .collect(
            Collectors.groupingBy(
                partition -> partition.substring(0, partition.lastIndexOf('_')),
                Collectors.toSet()));
  }

  private Delivery delivery() {
    return deliveries.get((DAYS / 2 * EVENTS_A_DAY + EVENTS_A_DAY / 2) * WEBHOOKS / 50 * 50);
  }

  private void page(About about, Span created) {
    store
        .log()
        .page(
            new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, created, ""),
            Cursor.NEWEST,
            50);
  }

  private long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
