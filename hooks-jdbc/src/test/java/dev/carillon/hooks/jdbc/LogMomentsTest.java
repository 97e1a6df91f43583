package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Of which moment the log is when something happens meanwhile, and what it reads; anywhere. */
@OnEachDatabase
class LogMomentsTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int READS_OF_A_PAGE = 3;
  private static final int WEBHOOKS = 300;
  private static final int EVENTS = 100;

  /** A hundred deliveries and what their events need; all that those events have is much more. */
  private static final long BYTES_MAX = 4_000_000;

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private InterruptedReads database;
  private Store store;
  private Webhook webhook;

  @BeforeEach
  void begin(@TempDir Path folder) {
    database = new InterruptedReads(kind.open(folder));
    store = kind.store(database, clock);
    webhook = webhook();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Webhook webhook() {
    Webhook any = Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(any);
    return any;
  }

  private Delivery record(String subject) {
    Event event = Event.of(TYPE, subject, clock.instant(), new TextSnapshot(subject));
    return database
        .write(connection -> store.outbox().append(connection, event))
        .due()
        .getFirst()
        .delivery();
  }

  private void deliver(Delivery delivery) {
    Attempt attempt =
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(3),
            new Outcome.Accepted(ReceiverResponse.of(200)));
    store
        .settlements()
        .settle(
            List.of(
                new Settlement(
                    delivery,
                    attempt,
                    new DeliveryState.Delivered(clock.instant()),
                    WebhookHealth.NONE,
                    Optional.empty())));
  }

  @Test
  void aPageShowsNoDeliveryWithoutAnOlderOneThatWasThereBefore() {
    for (Cursor order : List.of(Cursor.NEWEST, Cursor.OLDEST)) {
      for (int reads = 0; reads < READS_OF_A_PAGE; reads++) {
        String open = order.newestFirst() + " open " + reads;
        String ended = order.newestFirst() + " ended " + reads;
        database.beforeRead(
            reads,
            () -> {
              record(open);
              deliver(record(ended));
            });
        Page page = store.log().page(DeliveryFilter.ALL.to(webhook.id()), order, 50);
        assertThat(database.happened()).isTrue();
        List<String> subjects = new ArrayList<>(subjects(page));
        assertThat(subjects.contains(open))
            .as("%s, after %d reads", order, reads)
            .isEqualTo(subjects.contains(ended));
        if (!order.newestFirst()) {
          subjects.addAll(
              subjects(store.log().page(DeliveryFilter.ALL.to(webhook.id()), page.end(), 50)));
          assertThat(subjects).containsOnlyOnce(open, ended);
        }
      }
    }
    assertThat(subjects(store.log().page(DeliveryFilter.ALL.to(webhook.id()), Cursor.NEWEST, 50)))
        .hasSize(2 * 2 * READS_OF_A_PAGE);
  }

  private static List<String> subjects(Page page) {
    return page.entries().stream().map(entry -> entry.delivery().subject()).toList();
  }

  @Test
  void whatIsFiledWhileItIsCountedIsCountedOnce() {
    for (int i = 0; i < 3; i++) {
      deliver(record("s" + i));
    }
    clock.advance(Duration.ofDays(1));
    database.beforeStatement(
        "from {results} where low < ?",
        () -> {
          while (store.retention().tidy()) {
            clock.advance(Duration.ofMillis(1));
          }
        });
    Count count = store.log().count(DeliveryFilter.ALL.in("delivered"), 100);
    assertThat(database.happened()).isTrue();
    long filed = database.read(connection -> Sql.number(connection, "select sum(n) from chunks"));
    assertThat(filed).isEqualTo(3);
    assertThat(count).isEqualTo(new Count(3, false));
  }

  @Test
  void ofEventsWithManyDeliveriesOnlyThoseOfThePageAreRead() {
    for (int i = 1; i < WEBHOOKS; i++) {
      webhook();
    }
    database.write(
        connection -> {
          for (int i = 0; i < EVENTS; i++) {
            Event event = Event.of(TYPE, "s" + i, clock.instant(), new TextSnapshot("any"));
            store.outbox().append(connection, event);
          }
          return true;
        });
    for (DeliveryFilter filter :
        List.of(
            DeliveryFilter.ALL,
            DeliveryFilter.ALL.in("pending"),
            DeliveryFilter.ALL.to(webhook.id()))) {
      for (Cursor order : List.of(Cursor.NEWEST, Cursor.OLDEST)) {
        store.log().page(filter, order, 50);
        long before = allocated();
        Page page = store.log().page(filter, order, 50);
        assertThat(allocated() - before).as("%s %s", filter, order).isLessThan(BYTES_MAX);
        assertThat(page.entries()).hasSize(50);
      }
    }
  }

  /** By all threads: some databases read in threads of their own. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getTotalThreadAllocatedBytes();
  }
}
