package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A webhook that is changed again and again does not fill the database; on any database. */
@OnEachDatabase
class RevisionPurgeTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int PENDING = 2_300;

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private Database database;
  private Store store;
  private long changed;
  private long other;

  /** A webhook with more pending deliveries than a purge looks at, and another one. */
  @BeforeEach
  void fill(@TempDir Path folder) {
    database = kind.open(folder);
    store = kind.store(database, clock);
    changed = added("changed", TYPE);
    other = added("other", new EventType("asset_remove"));
    database.write(
        connection -> {
          for (int i = 0; i < PENDING; i++) {
            Event event = Event.of(TYPE, "s" + i, clock.instant(), new TextSnapshot("x"));
            store.outbox().append(connection, event);
          }
          return true;
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatNothingNamesGoesHoweverManyWait() {
    replaced(changed, 700);
    replaced(other, 700);
    List<DueDelivery> waiting = due();
    settled(waiting.getFirst(), 7, 200);
    settled(waiting.getLast(), 690, 200);
    settled(waiting.get(1_500), 9, 503);
    settled(waiting.get(1_501), 650, 503);
    clock.advance(Duration.ofDays(2));
    purged();
    assertThat(revisions(changed)).containsExactly(1L, 7L, 9L, 650L, 690L);
    assertThat(revisions(other)).containsExactly(1L);
  }

  @Test
  void whatNothingNamesStaysWhileItMayBeOnItsWay() {
    replaced(changed, 200);
    clock.advance(Duration.ofMinutes(50));
    purged();
    assertThat(revisions(changed)).hasSize(201);
    clock.advance(Duration.ofMinutes(50));
    purged();
    assertThat(revisions(changed)).containsExactly(1L);
  }

  @Test
  void ofVeryManySuchWebhooksNoneIsPassedOver() {
    List<Long> many = new ArrayList<>();
    EventType ofMany = new EventType("asset_move");
    for (int i = 0; i < 60; i++) {
      many.add(added("number " + i, ofMany));
      replaced(many.getLast(), 110);
    }
    replaced(changed, 110);
    // all of these are named, so that it has many for ever
    List<DueDelivery> waiting = due();
    for (int revision = 2; revision <= 111; revision++) {
      settled(waiting.get(revision), revision, 200);
    }
    Event event = Event.of(ofMany, "s", clock.instant(), new TextSnapshot("x"));
    Receipt receipt = database.write(connection -> store.outbox().append(connection, event));
    receipt.due().forEach(due -> settled(due, 2, 200));
    clock.advance(Duration.ofHours(2));
    purged();
    assertThat(revisions(changed)).hasSize(111);
    assertThat(many).allSatisfy(each -> assertThat(revisions(each)).containsExactly(1L, 2L));
  }

  @Test
  void aWebhookHasFiveThousandReplacedRevisionsAtMost() {
    replaced(changed, 7_500);
    purged();
    assertThat(revisions(changed))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(2_501, 7_501).mapToObj(n -> n == 2_501 ? 1L : (long) n).toList());
  }

  @Test
  void manyOldRevisionsGoInSteps() {
    replaced(other, 3_500);
    clock.advance(Duration.ofDays(2));
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(revisions(other)).hasSize(2_501);
    purged();
    assertThat(revisions(other)).containsExactly(1L);
  }

  private void purged() {
    int purges = 0;
    while (store.retention().purge(Instant.EPOCH, 10).more()) {
      assertThat(++purges).isLessThan(150);
    }
  }

  private long added(String name, EventType type) {
    Webhook webhook =
        Webhook.of(name, "https://e/", Webhook.Subscription.to(type), clock.instant());
    store.webhooks().add(webhook);
    return numbers("select max(key) from webhooks").getFirst();
  }

  /** Revisions 2 and more of a webhook, all replaced now: as if it had been changed so often. */
  private void replaced(long webhook, int count) {
    long now = clock.instant().toEpochMilli() * 1_000;
    database.write(
        connection ->
            Sql.batch(
                connection,
                """
                insert into webhook_revisions
                  (webhook, revision, url, headers, secret, timeout_seconds, made_at, replaced_at)
                select webhook, ?, url, headers, secret, timeout_seconds, made_at, ?
                from webhook_revisions where webhook = ? and revision = 1
                """,
                IntStream.rangeClosed(2, count + 1).boxed().toList(),
                (statement, revision) -> Sql.set(statement, revision, now, webhook)));
  }

  private List<Long> revisions(long webhook) {
    return numbers(
        "select revision from webhook_revisions where webhook = %d order by revision"
            .formatted(webhook));
  }

  private List<DueDelivery> due() {
    Webhook.Id webhook = store.webhooks().current().webhooks().getFirst().id();
    return store.due().inSequence(webhook, -1, PENDING);
  }

  /** An attempt that was made of this revision. */
  private void settled(DueDelivery due, int revision, int status) {
    AttemptTarget target =
        new AttemptTarget("", new AttemptTarget.Made(revision, "Test/1"), AttemptTarget.Peer.NONE);
    Attempt attempt =
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(1),
            TestSettlements.outcome(ReceiverResponse.of(status)),
            Timings.NONE,
            target,
            false,
            false);
    DeliveryState next =
        attempt.outcome().success()
            ? new DeliveryState.Delivered(clock.instant())
            : new DeliveryState.Pending(clock.instant());
    store.settlements().settle(List.of(TestSettlements.settled(due.delivery(), attempt, next)));
  }

  private List<Long> numbers(String sql) {
    return database.read(connection -> Sql.list(connection, sql, Sql.NUMBER));
  }
}
