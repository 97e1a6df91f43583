package dev.carillon.hooks.jdbc.plans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.OnEachDatabase;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Past;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.jdbc.postgresql.OpenPostgres;
import dev.carillon.hooks.jdbc.postgresql.Server;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** No statement reads a table that grows from one end to the other, however long the log is. */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlansTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));
  private static final Range ALWAYS =
      new Range(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));

  /** What counts how much of the log is too much. */
  private static final List<String> COUNTING =
      List.of(
          "select coalesce(sum(n), 0) from chunks", // of headers, of which each tells of many
          "count(*) from deliveries where ended_at is not null",
          "select (select count(*) from deliveries)",
          "order by ended_at limit ?");

  /** A step of the log looks at 5,000 rows; this is more than any statement needs. */
  private static final long ROWS_MAX = 10_001;

  /** What may begin at one end of a table or an index: it ends after so many rows. */
  private static final List<String> BOUNDED =
      List.of(
          "select coalesce(sum(n), 0) from chunks)", // of headers, of which each tells of many
          "select (select count(*) from deliveries),", // for what is kept by size
          "from events order by sequence limit 1",
          "order by sequence desc limit 300");

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private PlanRecorder database;
  private Store store;
  private List<Webhook> webhooks;
  private Instant start;
  private long last;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path folder) {
    database =
        new PlanRecorder(
            kind == TestDatabase.SQLITE ? kind.open(folder) : OpenPostgres.on(eagerForIndexes()));
    store = kind.store(database, clock);
    start = clock.instant();
    webhooks = SampleRows.fill(database, store, clock);
    if (kind == TestDatabase.POSTGRESQL) {
      // as it does by itself after some time
      database.write(connection -> Sql.update(connection, "analyze"));
    }
    last = store.journal().newest();
    database.begin();
  }

  /**
   * In tables of this size it pays to read all for the sake of a few thousand; in those that count
   * it does not, and this is what is done there.
   */
  private static String eagerForIndexes() {
    String name = Server.ONE.newDatabase();
    for (String way : List.of("seqscan", "bitmapscan", "hashjoin", "mergejoin")) {
      Server.ONE.execute("alter database " + name + " set enable_" + way + " = off");
    }
    return name;
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    database.close();
  }

  @BeforeEach
  void forget() {
    database.taken();
  }

  @AfterEach
  void everyStatementWasFound() {
    List<StatementPlan> statements = database.taken();
    assertThat(statements).isNotEmpty();
    statements.forEach(kind == TestDatabase.SQLITE ? PlansTest::isBounded : PlansTest::readsLittle);
  }

  private static void isBounded(StatementPlan statement) {
    if (BOUNDED.stream().noneMatch(statement.sql()::contains)) {
      assertThat(statement.sqliteScan()).as("%s", statement).isEmpty();
    }
  }

  private static void readsLittle(StatementPlan statement) {
    if (COUNTING.stream().anyMatch(statement.sql()::contains)) {
      return;
    }
    assertThat(statement.postgresReads())
        .as("%s", statement)
        .allSatisfy(
            read -> {
              assertThat(read.sequential()).as("%s", read).isFalse();
              assertThat(read.rows()).as("%s", read).isLessThanOrEqualTo(ROWS_MAX);
            });
  }

  @Test
  void pagesOfTheLogByEachFilter() {
    Instant middle = start.plusSeconds(SampleRows.EVENTS / 2);
    Webhook.Id two = webhooks.get(1).id();
    Webhook.Id three = webhooks.get(2).id();
    for (DeliveryFilter filter :
        List.of(
            DeliveryFilter.ALL,
            DeliveryFilter.ALL.in("pending"),
            DeliveryFilter.ALL.in("delivered"),
            DeliveryFilter.ALL.in("exhausted", "missed"),
            DeliveryFilter.ALL.in("cancelled"),
            DeliveryFilter.ALL.to(two),
            DeliveryFilter.ALL.to(three).in("missed"),
            DeliveryFilter.ALL.to(two, three).in("exhausted", "delivered"),
            about(new About(List.of("asset_*"), "", "")),
            about(new About(List.of("rare"), "", "")),
            about(new About(List.of("none"), "", "")),
            about(new About(List.of(), "s4", "")),
            about(new About(List.of(), "", event().value())),
            last(new Ending(List.of(new Codes(500, 599)), Set.of())),
            last(new Ending(List.of(new Codes(404, 404)), Set.of())),
            last(new Ending(List.of(new Codes(204, 204)), Set.of())),
            last(new Ending(List.of(new Codes(200, 200)), Set.of())),
            last(new Ending(List.of(), Set.of(ErrorClass.TLS_HOST))),
            created(new Span(middle, middle.plusSeconds(60)), ""),
            created(new Span(middle, middle.plusSeconds(9_000)), "no such text"))) {
      for (Cursor from : List.of(Cursor.NEWEST, Cursor.OLDEST)) {
        DeliveryLog.Page page = store.log().page(filter, from, 50);
        store.log().page(filter, page.end(), 50);
      }
      store.log().count(filter, 10_000);
    }
  }

  @Test
  void oneDeliveryAndItsAttempts() {
    Delivery.Id id =
        store.log().page(DeliveryFilter.ALL, Cursor.OLDEST, 1).entries().getFirst().delivery().id();
    assertThat(store.log().find(id)).isPresent();
    assertThat(store.deliveryActions().find(id)).isPresent();
    store.attempts().of(id);
    store.log().at(List.of(2L, 3L, 14L));
    store.log().ended(start.plusSeconds(10_000), 60_000, 100);
  }

  @Test
  void howWebhooksStand() {
    assertThat(store.log().standings(1_000)).hasSize(SampleRows.WEBHOOKS);
  }

  @Test
  void whatTheEngineReads() {
    DueDeliveries deliveries = store.due();
    Webhook.Id two = webhooks.get(1).id();
    assertThat(deliveries.earliestDue()).containsKey(two);
    assertThat(deliveries.due(two, clock.instant(), Place.START, 500)).hasSize(500);
    deliveries.due(two, clock.instant(), new Place(start.plusSeconds(9_000), last / 2), 500);
    assertThat(deliveries.inSequence(two, -1, 500)).hasSize(500);
    assertThat(deliveries.inSequence(two, last / 2, 500)).hasSize(500);
    assertThat(deliveries.dueCount(two, clock.instant(), 1_000)).isEqualTo(1_000);
    assertThat(store.deliveryActions().missed(webhooks.get(2).id())).isPositive();
    deliveries.redelivering();
    deliveries.redeliveries(two, 100);
    store.retention().surplus(1_000_000_000L);
  }

  @Test
  void recordingAndSettling() {
    Event event = Event.of(CREATED, "s1", clock.instant(), new TextSnapshot("new"));
    database.write(connection -> store.outbox().append(connection, store.outbox().fanOut(event)));
    assertThat(store.due().ofEvent(event.id())).hasSize(SampleRows.WEBHOOKS);
    List<DueDelivery> due = store.due().inSequence(webhooks.get(1).id(), last / 3, 100);
    List<Settlement> settlements = new ArrayList<>();
    for (DueDelivery one : due) {
      Attempt attempt =
          TestSettlements.attempt(1, settlements.size() % 10 == 9 ? 503 : 204, clock.instant());
      settlements.add(
          new Settlement(
              one.delivery(),
              attempt,
              attempt.outcome().success()
                  ? new DeliveryState.Delivered(clock.instant())
                  : new DeliveryState.Pending(clock.instant()),
              WebhookHealth.NONE.afterSuccess(Instant.EPOCH),
              Optional.empty()));
    }
    store.settlements().settle(settlements);
    assertThat(store.attempts().of(due.getFirst().delivery().id())).hasSize(1);
  }

  @Test
  void deliveryActions() {
    Webhook three = webhooks.get(2);
    Webhook two = webhooks.get(1);
    Delivery ended =
        store
            .log()
            .page(DeliveryFilter.ALL.in("exhausted"), Cursor.NEWEST, 1)
            .entries()
            .getFirst()
            .delivery();
    store.deliveryActions().redeliver(ended.id());
    Delivery pending = store.due().inSequence(two.id(), -1, 1).getFirst().delivery();
    store.deliveryActions().retryNow(pending.id());
    store.deliveryActions().cancel(pending.id(), clock.instant());
    store.deliveryActions().redeliver(ended.id(), webhooks.get(4), TEXTS);
    assertThat(store.deliveryActions().recover(three, Instant.EPOCH, TEXTS, 50)).isEqualTo(50);
    store.deliveryActions().recover(three, start.plusSeconds(15_000), TEXTS, 50);
    store.deliveryActions().waiting(1_000);
    Past past = new Past(ALWAYS.from(), ALWAYS.to());
    store.deliveryActions().prepareRecovery(three, past, last / 2, TEXTS, 50);
    assertThat(store.deliveryActions().countMissed(three, past, 50).more()).isTrue();
    store.deliveryActions().backfill(two, ALWAYS, last / 2, TEXTS, 1000);
    store.deliveryActions().backfill(two, ALWAYS, 0, TEXTS, 1000);
  }

  @Test
  void cancellingABacklog() {
    assertThat(store.deliveryActions().cancelPending(webhooks.get(3).id(), clock.instant()))
        .isPositive();
  }

  @Test
  void purging() {
    Webhook.Id changed = webhooks.get(2).id();
    store.webhooks().change(changed, webhook -> webhook.with(Secret.random()));
    assertThat(store.webhooks().revision(changed, 1)).isPresent();
    assertThat(store.retention().purge(start.plusSeconds(1_000), 500).deliveries()).isEqualTo(500);
    store.retention().surplus(1_000);
  }

  @Test
  void tidying() {
    clock.advance(Duration.ofHours(1));
    int steps = 0;
    while (store.retention().tidy()) {
      assertThat(++steps).isLessThan(1_000);
    }
  }

  @Test
  void theJournal() {
    Journal journal = store.journal();
    long newest = journal.newest();
    journal.after(newest - 1_000, Journal.Wanted.ALL, 100);
    journal.after(0, new Journal.Wanted(List.of("rare"), ""), 100);
    journal.after(0, new Journal.Wanted(List.of(), "s4"), 100);
    journal.find(event());
    journal.purged();
  }

  private Event.Id event() {
    Cursor middle = new Cursor(true, last / 2);
    return store.log().page(DeliveryFilter.ALL, middle, 1).entries().getFirst().delivery().event();
  }

  private static DeliveryFilter about(About about) {
    return new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
  }

  private static DeliveryFilter last(Ending last) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, last, Span.ALWAYS, "");
  }

  private static DeliveryFilter created(Span span, String text) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, span, text);
  }
}
