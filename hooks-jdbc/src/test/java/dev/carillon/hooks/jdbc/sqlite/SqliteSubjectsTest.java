package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are found by their subject wherever they are: entered, not yet entered, or purged. */
class SqliteSubjectsTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int OTHERS = 2_000;

  /** So many numbers are forgotten together. */
  private static final int BLOCK = 1 << 20;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private SqliteDatabase database;
  private Store store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("store.db"));
    database.write(
        connection -> Sql.update(connection, "update marks set resolved = ?", BLOCK - OTHERS));
    store = SqliteFixture.store(database, new TestCipher(), clock);
    webhook = Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void record(String subject, int times) {
    for (int i = 0; i < times; i++) {
      Event event = Event.of(TYPE, subject, clock.instant(), new TextSnapshot(subject));
      database.write(connection -> store.outbox().append(connection, event));
    }
  }

  private void recordOthers() {
    database.write(
        connection -> {
          for (int i = 0; i < OTHERS; i++) {
            String subject = "other-" + i % 100;
            store
                .outbox()
                .append(
                    connection,
                    Event.of(TYPE, subject, clock.instant(), new TextSnapshot(subject)));
          }
          return OTHERS;
        });
  }

  private void tidyAll() {
    int more = OTHERS;
    while (store.retention().tidy()) {
      assertThat(more--).isPositive();
    }
  }

  private long entered() {
    return number("select count(*) from event_subjects");
  }

  private long number(String sql) {
    return database.read(connection -> Sql.number(connection, sql));
  }

  /** How many events and deliveries of a subject are found, through all ways that lead there. */
  private void isFound(String subject, int times) {
    Journal.Page events =
        store.journal().after(0, new Journal.Wanted(List.of(), subject), times + 10);
    assertThat(events.events())
        .hasSize(times)
        .isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()))
        .allMatch(event -> event.subject().equals(subject));
    DeliveryFilter all = DeliveryFilter.ALL;
    DeliveryFilter of =
        new DeliveryFilter(
            all.states(),
            all.webhooks(),
            new DeliveryFilter.About(List.of(), subject, ""),
            all.last(),
            all.created(),
            all.text());
    DeliveryLog.Page deliveries = store.log().page(of, DeliveryLog.Cursor.NEWEST, times + 10);
    assertThat(deliveries.entries()).hasSize(times);
  }

  @Test
  void thoseEnteredAndThoseNot() {
    record("picture", 3);
    recordOthers();
    isFound("picture", 3);
    tidyAll();
    assertThat(entered()).isEqualTo(OTHERS + 3L);
    isFound("picture", 3);
    record("picture", 2);
    isFound("picture", 5);
    isFound("unknown", 0);
  }

  @Test
  void aFewAreNotWorthATransaction() {
    record("picture", 3);
    assertThat(store.retention().tidy()).isFalse();
    assertThat(entered()).isZero();
  }

  @Test
  void aBatchThatWasCutShortIsDoneAgain() {
    record("picture", 3);
    recordOthers();
    tidyAll();
    database.write(connection -> Sql.update(connection, "update journal set filed = 0"));
    isFound("picture", 3);
    tidyAll();
    assertThat(entered()).isEqualTo(OTHERS + 3L);
    isFound("picture", 3);
  }

  @Test
  void whatIsPurgedIsForgotten() {
    record("picture", 3);
    recordOthers();
    tidyAll();
    record("picture", 1);
    purgeAll();
    assertThat(number("select count(*) from event_subjects where block = 0")).isZero();
    assertThat(number("select count(*) from event_types")).isLessThanOrEqualTo(1);
    isFound("picture", 0);
  }

  @Test
  void whatIsPurgedBetweenTwoTransactionsOfABatchIsNotEntered() {
    recordOthers();
    record("picture", 3);
    assertThat(store.retention().tidy()).isTrue();
    assertThat(entered()).isBetween(1L, OTHERS / 4L);
    isFound("picture", 3);
    purgeAll();
    long left = entered();
    tidyAll();
    assertThat(entered()).isEqualTo(left);
    isFound("picture", 0);
  }

  private void purgeAll() {
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
    clock.advance(Duration.ofDays(1));
    int steps = OTHERS;
    while (store.retention().purge(clock.instant(), 500).more()) {
      assertThat(steps--).isPositive();
    }
  }
}
