package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.delivery.Response;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Repairs.Past;
import dev.carillon.hooks.jdbc.Repairs.Range;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.testkit.WebhookDeliveries;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repairs of many deliveries, in transactions of the caller's; on every database. */
public abstract class RepairsContract {

  private static final EventType TYPE = new EventType("asset_create");
  private static final EventType OTHER = new EventType("asset_remove");
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));

  private final ManualClock clock = new ManualClock();
  private Database database;
  private Store store;

  /** An empty database. */
  protected abstract Database open();

  /** The store in it. */
  protected abstract Store store(Database database, ManualClock clock);

  @BeforeEach
  final void openStore() {
    database = open();
    store = store(database, clock);
  }

  @AfterEach
  final void closeStore() {
    database.close();
  }

  @Test
  void eventsFromBeforeAWebhookExistedAreFoundByItsTypesAndItsFilter() {
    record("early", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant();
    record("wanted", TYPE);
    record("of another type", OTHER);
    record("wanted", TYPE);
    record("unwanted", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("wanted");
    record("wanted", TYPE);
    Range range = new Range(since, webhook.createdAt());

    PreparedRecovery found = store.repairs().unheard(webhook, range, 0, TEXTS, 1000);
    assertThat(found.count()).isEqualTo(2);
    assertThat(found.last()).isTrue();
    assertThat(database.write(found::write)).isEqualTo(2);

    assertThat(due(webhook))
        .extracting(due -> due.delivery().subject())
        .containsExactly("wanted", "wanted", "wanted");
    assertThat(store.repairs().unheard(webhook, range, 0, TEXTS, 1000).count()).as("once").isZero();
    assertThat(database.write(found::write)).as("not even when it was read before").isZero();
  }

  @Test
  void whatAWebhookHasAlreadyIsNotSentAgainAsUnheard() {
    Webhook webhook = webhook("one");
    record("one", TYPE);
    Range all = new Range(Instant.EPOCH, FAR);
    assertThat(store.repairs().unheard(webhook, all, 0, TEXTS, 1000).count()).isZero();
  }

  @Test
  void aBatchReadsABoundedNumberOfEventsAndTheNextOneGoesOn() {
    for (int i = 0; i < 450; i++) {
      record("one", TYPE);
    }
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(Instant.EPOCH, webhook.createdAt());
    long after = 0;
    int made = 0;
    int batches = 0;
    boolean last = false;
    while (!last) {
      PreparedRecovery batch = store.repairs().unheard(webhook, range, after, TEXTS, 1000);
      assertThat(batch.count()).isLessThanOrEqualTo(200);
      made += database.write(batch::write);
      after = batch.reached();
      last = batch.last();
      batches++;
    }
    assertThat(made).isEqualTo(450);
    assertThat(batches).isEqualTo(3);
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 450L);
  }

  @Test
  void aBatchOfEventsFromBeforeHoldsNoMoreThanIsAskedFor() {
    for (int i = 0; i < 7; i++) {
      record("one", TYPE);
      record("unwanted", TYPE);
    }
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(Instant.EPOCH, webhook.createdAt());
    long after = 0;
    List<Integer> made = new ArrayList<>();
    boolean last = false;
    while (!last) {
      PreparedRecovery batch = store.repairs().unheard(webhook, range, after, TEXTS, 3);
      made.add(database.write(batch::write));
      after = batch.reached();
      last = batch.last();
    }
    assertThat(made).containsExactly(3, 3, 1);
    assertThat(due(webhook)).hasSize(7);
  }

  @Test
  void anEventThatNobodyHeardStaysWhileALateDeliveryNeedsIt() {
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    PreparedRecovery found =
        store.repairs().unheard(webhook, new Range(Instant.EPOCH, clock.instant()), 0, TEXTS, 1000);
    database.write(found::write);
    clock.advance(Duration.ofDays(60));

    store.retention().sweep(clock.instant(), 10);
    DueDelivery due = due(webhook).getFirst();
    store.settlements().settle(List.of(settled(due, 200)));
    clock.advance(Duration.ofDays(60));

    assertThat(store.retention().sweep(clock.instant(), 10).deliveries()).isEqualTo(1);
    assertThat(count("events")).isZero();
    assertThat(count("payloads")).isZero();
  }

  @Test
  void anEventThatWasSweptSinceItWasReadIsNotDelivered() {
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    PreparedRecovery found =
        store.repairs().unheard(webhook, new Range(Instant.EPOCH, clock.instant()), 0, TEXTS, 1000);
    assertThat(found.count()).isEqualTo(1);
    clock.advance(Duration.ofDays(60));
    store.retention().sweep(clock.instant(), 10);
    assertThat(count("events")).isZero();

    assertThat(database.write(found::write)).isZero();

    assertThat(count("deliveries")).isZero();
    assertThat(count("payloads")).isZero();
  }

  @Test
  void whatWasMissedIsReadInBatchesAndWithinARangeOfTimes() {
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant();
    record("one", TYPE);
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(since, clock.instant());
    record("one", TYPE);
    Webhook enabled = enabled(webhook);

    assertThat(store.repairs().countMissed(enabled, past, 10)).isEqualTo(new Count(2, false));
    assertThat(store.repairs().countMissed(enabled, past, 2)).isEqualTo(new Count(2, true));
    PreparedRecovery first = store.repairs().missed(enabled, past, 0, TEXTS, 1);
    assertThat(first.last()).isFalse();
    assertThat(database.write(first::write)).isEqualTo(1);
    PreparedRecovery second = store.repairs().missed(enabled, past, first.reached(), TEXTS, 10);
    assertThat(second.last()).isTrue();
    assertThat(database.write(second::write)).isEqualTo(1);

    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("missed", 2L);
    assertThat(database.write(first::write)).as("somebody else was quicker").isZero();
  }

  /** The wall clock goes before the engine's where a machine slept, else after it. */
  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void clocksThatAreHoursApartHideNothingThatWasMissed(long hoursAhead) {
    Duration ahead = Duration.ofHours(hoursAhead);
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE, clock.instant().plus(ahead));
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant().plus(ahead);
    record("one", TYPE, since);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(since, clock.instant());
    record("one", TYPE, clock.instant().plus(ahead));
    Webhook enabled = enabled(webhook);

    assertThat(store.repairs().countMissed(enabled, past, 10)).isEqualTo(new Count(1, false));
    PreparedRecovery found = store.repairs().missed(enabled, past, 0, TEXTS, 10);
    assertThat(database.write(found::write)).isEqualTo(1);
    assertThat(store.repairs().recover(enabled, since, TEXTS, 10)).isEqualTo(1);
    assertThat(due(webhook)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void clocksThatAreHoursApartHideNothingThatCameBeforeTheWebhook(long hoursAhead) {
    Duration ahead = Duration.ofHours(hoursAhead);
    record("one", TYPE, clock.instant().plus(ahead));
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant().plus(ahead);
    record("one", TYPE, since);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(since, clock.instant().plus(ahead));

    PreparedRecovery found = store.repairs().unheard(webhook, range, 0, TEXTS, 10);

    assertThat(database.write(found::write)).isEqualTo(1);
    assertThat(found.last()).isTrue();
  }

  @Test
  void aClockThatWasSetBackHidesNothingThatWasMissedBefore() {
    Webhook webhook = disabled(webhook("one"));
    Instant since = clock.instant().plus(Duration.ofHours(7));
    for (int hour = 0; hour < 10; hour++) {
      record("one", TYPE, clock.instant());
      clock.advance(Duration.ofHours(1));
    }
    // all that came later has times before those of the first ones
    for (int hour = 0; hour < 30; hour++) {
      record("one", TYPE, since.minus(Duration.ofHours(40 - hour)));
      clock.advance(Duration.ofHours(1));
    }
    Webhook enabled = enabled(webhook);
    assertThat(store.repairs().recover(enabled, since, TEXTS, 100)).isEqualTo(3);
  }

  @Test
  void whatAWebhookMissedThatWasRemovedSinceItWasReadIsNotMadePending() {
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(Instant.EPOCH, clock.instant());
    PreparedRecovery found = store.repairs().missed(enabled(webhook), past, 0, TEXTS, 10);
    assertThat(found.count()).isEqualTo(1);
    store.webhooks().remove(webhook.id());

    assertThat(database.write(found::write)).isZero();

    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("missed", 1L);
    assertThat(count("payloads")).isZero();
  }

  @Test
  void repairsOfATransactionThatIsRolledBackAreNotMade() {
    Webhook webhook = webhook("one");
    DueDelivery due = record("one", TYPE).getFirst();
    store.settlements().settle(List.of(settled(due, 404)));
    Delivery.Id id = due.delivery().id();
    try {
      database.write(
          connection -> {
            Delivery seen = store.repairs().find(id).orElseThrow();
            assertThat(store.repairs().resend(connection, seen)).isEqualTo(RepairResult.DONE);
            assertThat(store.repairs().resend(connection, seen)).isEqualTo(RepairResult.WAITING);
            assertThat(store.repairs().cancel(connection, id, clock.instant()))
                .isEqualTo(RepairResult.ENDED);
            throw new IllegalStateException("rolled back");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("rolled back");
    }
    assertThat(store.due().resends(webhook.id(), 10)).isEmpty();
  }

  @Test
  void whatWasDeliveredSinceItWasSeenIsLetBe() {
    webhook("one");
    DueDelivery due = record("one", TYPE).getFirst();
    store.settlements().settle(List.of(settled(due, 404)));
    Delivery failed = store.repairs().find(due.delivery().id()).orElseThrow();
    database.write(connection -> store.repairs().resend(connection, failed));
    assertThat(store.repairs().waiting(10)).isEqualTo(1);
    store.settlements().settle(List.of(resent(failed)));
    Delivery delivered = store.repairs().find(due.delivery().id()).orElseThrow();
    assertThat(store.repairs().waiting(10)).isZero();

    RepairResult late = database.write(connection -> store.repairs().resend(connection, failed));
    RepairResult wanted = database.write(connection -> store.repairs().resend(connection, delivered));

    assertThat(late).isEqualTo(RepairResult.DELIVERED);
    assertThat(wanted).isEqualTo(RepairResult.DONE);
  }

  private Settlement resent(Delivery delivery) {
    return new Settlement(
        delivery,
        new Attempt(
            delivery.attempts() + 1,
            clock.instant(),
            Duration.ofMillis(1),
            new Outcome.Accepted(Response.of(200)),
            Timings.NONE,
            AttemptTarget.NONE,
            true),
        new DeliveryState.Delivered(clock.instant()),
        WebhookHealth.NONE,
        Optional.empty());
  }

  /** Records an event; its deliveries. */
  protected final List<DueDelivery> record(String subject, EventType type) {
    return record(subject, type, clock.instant());
  }

  private List<DueDelivery> record(String subject, EventType type, Instant happened) {
    Event event = Event.of(type, subject, happened, new TextSnapshot(subject));
    return database.write(connection -> store.outbox().append(connection, event)).due();
  }

  private Webhook webhook(String subject) {
    Webhook webhook =
        Webhook.of(
            "any",
            "https://example.org",
            new Webhook.Subscription(
                List.of(TYPE), List.of(), new SubjectFilter(subject), Projection.DEFAULT),
            clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  private Webhook disabled(Webhook webhook) {
    WebhookState off = new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    return store.webhooks().change(webhook.id(), it -> it.in(off)).orElseThrow();
  }

  private Webhook enabled(Webhook webhook) {
    return store
        .webhooks()
        .change(webhook.id(), it -> it.in(new WebhookState.Enabled()))
        .orElseThrow();
  }

  private List<DueDelivery> due(Webhook webhook) {
    return store.due().due(webhook.id(), FAR, Place.START, 1000);
  }

  private Settlement settled(DueDelivery due, int status) {
    Response answer = Response.of(status);
    return new Settlement(
        due.delivery(),
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(1),
            answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer)),
        answer.success()
            ? new DeliveryState.Delivered(clock.instant())
            : new DeliveryState.Exhausted(clock.instant()),
        WebhookHealth.NONE,
        Optional.empty());
  }

  private long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
