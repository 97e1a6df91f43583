package dev.carillon.hooks.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Consumers.Acknowledged;
import dev.carillon.hooks.delivery.Consumers.Lag;
import dev.carillon.hooks.delivery.Consumers.Taken;
import dev.carillon.hooks.delivery.Consumers.Wish;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of consumers are given out until they are acknowledged, and are sent by no node. */
public interface ConsumersContract extends StoreFixture {

  /** The lease that these tests ask for. */
  Duration LEASE = Duration.ofSeconds(30);

  @Test
  default void aConsumerGetsItsEventsInOrderAndNoNodeSendsThem() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    Webhook pushed = webhook("pushed");
    record("one", "two", "three");

    Taken taken = take(consumer, 2);

    assertThat(webhooks().find(consumer.id())).contains(consumer);
    assertThat(subjects(taken)).containsExactly("one", "two");
    assertThat(new String(taken.events().getFirst().payload().bytes(), UTF_8)).startsWith("of one");
    assertThat(subjects(take(consumer, 10))).containsExactly("three");
    assertThat(subjects(take(consumer, 10))).isEmpty();
    assertThat(allDue(consumer)).isEmpty();
    assertThat(due().inSequence(consumer.id(), -1, 10)).isEmpty();
    assertThat(due().earliestDue()).containsOnlyKeys(pushed.id());
  }

  @Test
  default void whatIsAcknowledgedIsDeliveredAndItsAttemptNamesTheReader() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one", "two");
    Taken taken = take(consumer, 10);
    clock().advance(Duration.ofSeconds(3));

    assertThat(consumers().acknowledge(consumer.id(), taken.batch()))
        .isEqualTo(new Acknowledged(2, 0));

    assertThat(consumers().acknowledge(consumer.id(), taken.batch()))
        .isEqualTo(new Acknowledged(0, 0));
    assertThat(counts(consumer.id())).containsEntry("delivered", 2L).containsEntry("pending", 0L);
    Delivery one = found(taken.events().getFirst());
    assertThat(one.state().name()).isEqualTo("delivered");
    assertThat(one.attempts()).isEqualTo(1);
    Attempt attempt = attempts().of(one.id()).getFirst();
    assertThat(attempt.outcome()).isEqualTo(new Outcome.Acknowledged("anna's token"));
    assertThat(attempt.duration()).isEqualTo(Duration.ofSeconds(3));
    assertThat(attempt.target().made())
        .isEqualTo(new AttemptTarget.Made(consumer.revision(), "Test/1"));
    clock().advance(LEASE);
    assertThat(subjects(take(consumer, 10))).isEmpty();
  }

  @Test
  default void whatIsNotAcknowledgedIsGivenOutAgainWithTheSameIdAfterItsLease() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one", "two");
    Taken first = take(consumer, 10);
    DueDelivery one = first.events().getFirst();
    DueDelivery two = first.events().getLast();
    assertThat(consumers().acknowledge(consumer.id(), List.of(two.delivery().id(), unknown())))
        .isEqualTo(new Acknowledged(1, 1));
    clock().advance(LEASE.minusMillis(1));
    assertThat(subjects(take(consumer, 10))).isEmpty();
    assertThat(take(consumer, 10).nextFree()).isEqualTo(clock().instant().plusMillis(1));
    clock().advance(Duration.ofMillis(1));

    Taken again = take(consumer, 10);

    assertThat(again.events()).extracting(it -> it.delivery().id()).containsExactly(id(one));
    assertThat(again.events().getFirst().delivery().attempts()).isEqualTo(1);
    Attempt attempt = attempts().of(id(one)).getFirst();
    assertThat(attempt.outcome())
        .isEqualTo(
            new Outcome.NoResponse(ErrorClass.NOT_ACKNOWLEDGED, "given out to anna's token"));
    assertThat(attempt.duration()).isEqualTo(LEASE);
    // the response that it was in first has it no more
    assertThat(consumers().acknowledge(consumer.id(), first.batch()).count()).isZero();
    assertThat(consumers().acknowledge(consumer.id(), again.batch()).count()).isEqualTo(1);
    assertThat(attempts().of(id(one))).extracting(Attempt::number).containsExactly(1, 2);
  }

  @Test
  default void aLateAcknowledgementCountsWhileNoOtherReaderHasTheEvent() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one");
    Taken taken = take(consumer, 10);
    clock().advance(LEASE.multipliedBy(2));

    assertThat(consumers().acknowledge(consumer.id(), taken.batch()).count()).isEqualTo(1);
    assertThat(subjects(take(consumer, 10))).isEmpty();
  }

  @Test
  default void noMoreBytesAreGivenOutThanAreAskedForButOneEventAlways() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one", "two", "three");

    assertThat(subjects(consumers().take(consumer, wish(10, 1)).orElseThrow()))
        .containsExactly("one");
    assertThat(subjects(take(consumer, 10))).containsExactly("two", "three");
  }

  @Test
  default void aReadThatFindsNothingIsNotedTwiceAMinuteAtMost() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    assertThat(subjects(take(consumer, 10))).isEmpty();
    Instant first = consumers().lag(consumer.id()).readAt();
    assertThat(first).isEqualTo(clock().instant());
    clock().advance(Duration.ofSeconds(29));
    assertThat(subjects(take(consumer, 10))).isEmpty();
    assertThat(consumers().lag(consumer.id()).readAt()).isEqualTo(first);
    clock().advance(Duration.ofSeconds(1));
    assertThat(subjects(take(consumer, 10))).isEmpty();
    assertThat(consumers().lag(consumer.id()).readAt()).isEqualTo(clock().instant());
  }

  @Test
  default void whatIsReleasedIsGivenOutAtOnce() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one", "two");
    Taken taken = take(consumer, 10);

    assertThat(consumers().release(consumer.id(), List.of(id(taken.events().getFirst()))))
        .isEqualTo(1);

    assertThat(subjects(take(consumer, 10))).containsExactly("one");
  }

  @Test
  default void eventsOfOneSubjectAreWithOneReaderAtATimeAndInOrder() {
    Webhook consumer = consumer("reader", Ordering.SUBJECT);
    record("a", "b", "a", "b");
    Taken first = take(consumer, 1);
    Taken second = take(consumer, 10);
    assertThat(subjects(first)).containsExactly("a");
    assertThat(subjects(second)).containsExactly("b", "b");
    assertThat(subjects(take(consumer, 10))).isEmpty();
    consumers().acknowledge(consumer.id(), first.batch());
    Taken third = take(consumer, 10);
    assertThat(subjects(third)).containsExactly("a");
    clock().advance(LEASE);

    Taken again = take(consumer, 10);

    assertThat(again.events()).extracting(it -> it.delivery().sequence()).isSorted().hasSize(3);
  }

  @Test
  default void aDisabledConsumerGivesNothingAndMissesWhatComes() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one");
    disable(consumer);
    store().record(event("missed"));

    assertThat(consumers().take(consumer, wish(10))).isEmpty();

    enable(consumer);
    assertThat(subjects(take(consumer, 10))).containsExactly("one");
    assertThat(counts(consumer.id())).containsEntry("missed", 1L);
    Delivery missed = list(consumer.id(), -1, 10).getLast();
    assertThat(deliveryActions().recover(consumer, missed.id(), TEXTS))
        .isEqualTo(ActionResult.DONE);
    assertThat(subjects(take(consumer, 10))).containsExactly("missed");
  }

  @Test
  default void aRedeliveryIsGivenOutOnceMoreAndACancelledOneIsNot() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one", "two");
    Taken taken = take(consumer, 10);
    Delivery.Id one = id(taken.events().getFirst());
    Delivery.Id two = id(taken.events().getLast());
    assertThat(deliveryActions().cancel(two, clock().instant())).isEqualTo(ActionResult.DONE);
    assertThat(consumers().acknowledge(consumer.id(), taken.batch()))
        .isEqualTo(new Acknowledged(1, 1));

    assertThat(deliveryActions().redeliver(one)).isEqualTo(ActionResult.DONE);

    Taken again = take(consumer, 10);
    assertThat(again.events()).extracting(it -> it.delivery().id()).containsExactly(one);
    assertThat(due().redelivering()).isEmpty();
    consumers().acknowledge(consumer.id(), again.batch());
    assertThat(attempts().of(one)).extracting(Attempt::number).containsExactly(1, 2);
  }

  @Test
  default void whatRetentionRemovesBeforeItIsReadIsCountedAsLost() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("old", "older");
    take(consumer, 1);
    clock().advance(Duration.ofDays(31));
    record("young");

    Instant before = clock().instant().minus(Duration.ofDays(30));
    retention().purge(before, 1000);
    retention().purge(before, 1000);

    Lag lag = consumers().lag(consumer.id());
    assertThat(lag.lost()).isEqualTo(2);
    assertThat(lag.lostAt()).isEqualTo(clock().instant());
    assertThat(lag.pending()).isEqualTo(1);
    assertThat(subjects(take(consumer, 10))).containsExactly("young");
    assertThat(list(consumer.id(), -1, 10)).hasSize(1);
  }

  @Test
  default void aCancelledEventThatIsRedeliveredIsGivenOutAtOnceAndNoOldAcknowledgementEndsIt() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("one");
    Taken old = take(consumer, 10);
    Delivery.Id one = id(old.events().getFirst());
    deliveryActions().cancel(one, clock().instant());
    assertThat(deliveryActions().redeliver(one)).isEqualTo(ActionResult.DONE);

    assertThat(consumers().acknowledge(consumer.id(), old.batch()).count()).isZero();
    assertThat(counts(consumer.id())).containsEntry("pending", 1L);
    Taken again = take(consumer, 10);
    assertThat(again.events()).extracting(it -> it.delivery().id()).containsExactly(one);
    assertThat(consumers().acknowledge(consumer.id(), again.batch()).count()).isEqualTo(1);
  }

  @Test
  default void theSubjectOfACancelledEventIsFreeForTheNextReader() {
    Webhook consumer = consumer("reader", Ordering.SUBJECT);
    record("a", "a");
    Taken first = take(consumer, 1);
    deliveryActions().cancel(id(first.events().getFirst()), clock().instant());
    assertThat(subjects(take(consumer, 10))).containsExactly("a");

    deliveryActions().cancelPending(consumer.id(), clock().instant());
    assertThat(consumers().lag(consumer.id()).leased()).isZero();
  }

  @Test
  default void whatAReaderHasIsNotLostAndItsAcknowledgementCounts() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    record("read", "unread");
    clock().advance(Duration.ofDays(31));
    Taken taken = take(consumer, 1);

    Instant before = clock().instant().minus(Duration.ofDays(30));
    retention().purge(before, 1000);

    assertThat(consumers().lag(consumer.id()).lost()).isEqualTo(1);
    assertThat(consumers().acknowledge(consumer.id(), taken.batch()))
        .isEqualTo(new Acknowledged(1, 0));
    assertThat(subjects(take(consumer, 10))).isEmpty();
  }

  @Test
  default void unreadEventsAreCountedWhereTheLogIsTooLargeAndTheOldestAreLost() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    for (int i = 0; i < 100; i++) {
      store().record(event("s".repeat(100)));
      clock().advance(Duration.ofSeconds(1));
    }
    take(consumer, 1);
    assertThat(retention().surplus(1_000_000)).isEqualTo(Surplus.NONE);

    Surplus surplus = retention().surplus(25_000);

    assertThat(surplus.rows()).isBetween(20L, 80L);
    retention().purge(surplus.endedBefore(), (int) surplus.rows());
    Lag lag = consumers().lag(consumer.id());
    assertThat(lag.lost()).isEqualTo(surplus.rows());
    assertThat(lag.pending()).isEqualTo(100 - surplus.rows());
    assertThat(lag.leased()).as("what a reader has stays").isEqualTo(1);
    assertThat(retention().surplus(25_000)).isEqualTo(Surplus.NONE);
  }

  @Test
  default void theLagSaysHowMuchWaitsAndSinceWhen() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    assertThat(consumers().lag(consumer.id()))
        .isEqualTo(
            new Lag(0, false, 0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0, Instant.EPOCH));
    Instant first = clock().instant();
    record("one");
    clock().advance(Duration.ofMinutes(1));
    record("two", "three");
    Taken taken = take(consumer, 2);

    Lag lag = consumers().lag(consumer.id());
    assertThat(lag.pending()).isEqualTo(3);
    assertThat(lag.leased()).isEqualTo(2);
    assertThat(lag.oldest()).isEqualTo(first);
    assertThat(lag.readAt()).isEqualTo(clock().instant());
    assertThat(lag.acknowledgedAt()).isEqualTo(Instant.EPOCH);
    consumers().acknowledge(consumer.id(), taken.batch());
    assertThat(consumers().lag(consumer.id()).acknowledgedAt()).isEqualTo(clock().instant());
    assertThat(consumers().lag(consumer.id()).pending()).isEqualTo(1);
  }

  @Test
  default void theMarkOfAConsumerChangesWithWhatItsReadersMayGet() {
    Webhook consumer = consumer("reader", Ordering.NONE);
    long before = mark(consumer);
    record("one");
    long recorded = mark(consumer);
    assertThat(recorded).isNotEqualTo(before);
    Taken taken = take(consumer, 10);
    assertThat(mark(consumer)).isEqualTo(recorded);
    clock().advance(Duration.ofSeconds(1));
    consumers().acknowledge(consumer.id(), taken.batch());
    long acknowledged = mark(consumer);
    assertThat(acknowledged).isNotEqualTo(recorded);
    deliveryActions().redeliver(id(taken.events().getFirst()));
    assertThat(mark(consumer)).isNotEqualTo(acknowledged);
  }

  @Test
  default void noConsumerGetsOrEndsEventsOfAnotherOne() {
    Webhook mine = consumer("mine", Ordering.NONE);
    Webhook other = consumer("other", Ordering.NONE);
    record("one");
    Taken taken = take(mine, 10);

    assertThat(consumers().acknowledge(other.id(), taken.batch()).count()).isZero();
    assertThat(consumers().acknowledge(other.id(), List.of(id(taken.events().getFirst()))))
        .isEqualTo(new Acknowledged(0, 1));
    assertThat(subjects(take(other, 10))).containsExactly("one");
    assertThat(consumers().acknowledge(mine.id(), taken.batch()).count()).isEqualTo(1);
  }

  /** The store's consumers. */
  default Consumers consumers() {
    return store().consumers();
  }

  /** A consumer of {@link #CREATED}, in the store. */
  default Webhook consumer(String name, Ordering ordering) {
    Webhook consumer =
        Webhook.builder(clock().instant())
            .name(name)
            .mode(DeliveryMode.PULL)
            .subscription(Webhook.Subscription.to(CREATED))
            .limits(new WebhookLimits(0, 0, 0, ordering))
            .build();
    webhooks().add(consumer);
    return consumer;
  }

  private long mark(Webhook consumer) {
    return consumers().marks(List.of(consumer.id())).getOrDefault(consumer.id(), 0L);
  }

  private void record(String... subjects) {
    for (String subject : subjects) {
      store().record(event(subject));
    }
  }

  private Taken take(Webhook consumer, int max) {
    return consumers().take(consumer, wish(max)).orElseThrow();
  }

  private Wish wish(int max) {
    return wish(max, Consumers.BYTES_MAX);
  }

  private Wish wish(int max, long bytesMax) {
    return new Wish(max, bytesMax, LEASE, "anna's token", "Test/1", clock().instant());
  }

  private static List<String> subjects(Taken taken) {
    return taken.events().stream().map(one -> one.delivery().subject()).toList();
  }

  private static Delivery.Id id(DueDelivery due) {
    return due.delivery().id();
  }

  private static Delivery.Id unknown() {
    return Delivery.Id.random();
  }
}
