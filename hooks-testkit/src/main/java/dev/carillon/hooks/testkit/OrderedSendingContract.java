package dev.carillon.hooks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * The engine on a store: events of one subject are sent in their order, one after the other.
 *
 * <p>The backlog of a webhook that keeps the order of each subject's events: the engine reads it in
 * sequence, and whatever waits must come before what was recorded later.
 */
public interface OrderedSendingContract extends SuccessionFixture {

  @Test
  default void aHeadThatFailsHoldsItsSubjectAndNoOther() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "b 1", "a 2", "b 2", "a 3");
    Receiver receiver = new Receiver("a 1", 2);
    try (Hooks hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 2 && pendingAfter("a 1", 1));
      assertThat(receiver.of("a")).containsExactly("a 1");
      advanceUntil(hooks, webhook, () -> counted(webhook, "delivered").count() == 5);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 1", "a 1", "a 2", "a 3");
    assertThat(receiver.of("b")).containsExactly("b 1", "b 2");
  }

  @Test
  default void aHeadThatFailedHoldsItsSubjectAfterARestartToo() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "a 2");
    Receiver failing = new Receiver("a 1", Integer.MAX_VALUE);
    try (Hooks hooks = start(failing)) {
      until(() -> pendingAfter("a 1", 1));
      assertThat(hooks.inFlight()).isZero();
    }
    assertThat(failing.all()).containsExactly("a 1");
    succeed();
    record("a 3", "b 1");
    Receiver receiver = new Receiver("a 1", 1);
    try (Hooks hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 1);
      assertThat(receiver.of("a")).isEmpty();
      advanceUntil(hooks, webhook, () -> counted(webhook, "delivered").count() == 4);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 1", "a 2", "a 3");
  }

  @Test
  default void anOrderThatIsAskedForAmidHoldsWhatFailedBefore() {
    Webhook webhook = webhook("any");
    record("a 1", "a 2");
    Receiver unordered = new Receiver("a 1", Integer.MAX_VALUE);
    try (Hooks hooks = start(unordered)) {
      until(() -> pendingAfter("a 1", 1) && counted(webhook, "delivered").count() == 1);
      assertThat(hooks.inFlight()).isZero();
    }
    ordered(webhook, Ordering.SUBJECT);
    record("a 3", "b 1");
    Receiver receiver = new Receiver("", 0);
    try (Hooks hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 1);
      assertThat(receiver.of("a")).isEmpty();
      advanceUntil(hooks, webhook, () -> counted(webhook, "delivered").count() == 4);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 3");
  }

  @Test
  default void aHeadThatIsCancelledLetsTheNextOneGo() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "a 2");
    Receiver receiver = new Receiver("a 1", Integer.MAX_VALUE);
    try (Hooks hooks = start(receiver)) {
      until(() -> pendingAfter("a 1", 1));
      assertThat(receiver.all()).containsExactly("a 1");
      deliveryActions().cancel(list(webhook.id(), -1, 1).getFirst().id(), clock().instant());
      hooks.cancelled(webhook.id());
      advanceUntil(hooks, webhook, () -> counted(webhook, "delivered").count() == 1);
    }
    assertThat(receiver.all()).containsExactly("a 1", "a 2");
    assertThat(counted(webhook, "cancelled").count()).isEqualTo(1);
  }

  private Hooks start(Sender sender) {
    return Hooks.start(HooksConfig.of(store().ports(), sender, clock()));
  }

  /** Events of the subject that each text begins with. */
  private void record(String... texts) {
    for (String text : texts) {
      store()
          .record(
              Event.of(CREATED, text.substring(0, 1), clock().instant(), new TextSnapshot(text)));
    }
  }

  /** Whether the delivery of this text waits after so many attempts. */
  private boolean pendingAfter(String text, int attempts) {
    return store()
        .log()
        .page(DeliveryFilter.ALL.in("pending"), Cursor.OLDEST, 100)
        .entries()
        .stream()
        .map(entry -> store().log().find(entry.delivery().id()).orElseThrow())
        .anyMatch(
            one ->
                text(one.payload().bytes()).startsWith(text + " ")
                    && one.entry().delivery().attempts() == attempts);
  }

  private void advanceUntil(Hooks hooks, Webhook webhook, BooleanSupplier is) {
    until(
        () -> {
          clock().advance(Duration.ofSeconds(10));
          hooks.madeDue(webhook.id());
          return is.getAsBoolean();
        });
  }

  private static void until(BooleanSupplier is) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!is.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Webhook ordered(Webhook webhook, Ordering ordering) {
    return webhooks()
        .change(
            webhook.id(), it -> it.toBuilder().limits(new WebhookLimits(0, 0, 0, ordering)).build())
        .orElseThrow();
  }

  /** Takes everything but one text, which it refuses so many times; remembers all in order. */
  final class Receiver implements Sender {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final String refused;
    private int times;

    private Receiver(String refused, int times) {
      this.refused = refused;
      this.times = times;
    }

    @Override
    public synchronized Outcome send(SignedRequest request) {
      String payload = text(request.payload().bytes());
      String text = payload.substring(0, payload.indexOf(" ["));
      requests.add(text);
      if (text.equals(refused) && times > 0) {
        times--;
        return new Outcome.Rejected(ReceiverResponse.of(500));
      }
      return new Outcome.Accepted(ReceiverResponse.of(200));
    }

    private List<String> all() {
      return requests;
    }

    private List<String> of(String subject) {
      return requests.stream().filter(text -> text.startsWith(subject)).toList();
    }
  }

  @Test
  default void aHeadThatFailsStaysBeforeAllThatWasRecordedAfterIt() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    DueDelivery head = recorded("a");
    recorded("b");
    recorded("a");
    for (int attempts = 1; attempts <= 3; attempts++) {
      settlements().settle(List.of(retried(found(head), Duration.ofHours(attempts))));
      recorded("a");
      succeed();
      List<DueDelivery> all = due().inSequence(webhook.id(), -1, 100);
      assertThat(all).hasSize(3 + attempts);
      assertThat(all.getFirst().delivery()).isEqualTo(found(head));
      assertThat(all.getFirst().delivery().attempts()).isEqualTo(attempts);
      assertThat(all.getFirst().dueAt())
          .isEqualTo(clock().instant().plus(Duration.ofHours(attempts)));
    }
    settlements().settle(List.of(delivered(found(head))));
    assertThat(subjects(webhook)).containsExactly("b", "a", "a", "a", "a");
  }

  @Test
  default void whatEndsOutOfTurnLeavesTheOrderOfTheRestAsItWas() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    List<DueDelivery> due = new ArrayList<>();
    for (String subject : List.of("a", "b", "c", "a", "b", "c", "a")) {
      due.add(recorded(subject));
    }
    settlements()
        .settle(List.of(delivered(due.get(5).delivery()), exhausted(due.get(1).delivery())));
    deliveryActions().cancel(due.get(3).delivery().id(), clock().instant());
    deliveryActions().redeliver(due.get(1).delivery().id());
    succeed();

    assertThat(due().inSequence(webhook.id(), -1, 100))
        .containsExactly(due.get(0), due.get(2), due.get(4), due.get(6));
    settlements().settle(List.of(redeliveredWith(found(due.get(1)), 500)));
    assertThat(subjects(webhook)).containsExactly("a", "c", "b", "a");
  }

  @Test
  default void aChangeOfTheOrderAmidNeitherLosesNorRepeatsADelivery() {
    Webhook webhook = ordered("any", Ordering.NONE);
    DueDelivery first = recorded("a");
    DueDelivery second = recorded("a");
    settlements().settle(List.of(retried(first.delivery(), Duration.ofHours(1))));
    order(webhook, Ordering.SUBJECT);
    DueDelivery third = recorded("a");
    assertThat(due().inSequence(webhook.id(), -1, 100))
        .extracting(DueDelivery::delivery)
        .containsExactly(found(first), second.delivery(), third.delivery());
    order(webhook, Ordering.NONE);
    DueDelivery fourth = recorded("a");
    succeed();
    assertThat(allDue(webhook))
        .extracting(DueDelivery::delivery)
        .containsExactly(second.delivery(), third.delivery(), fourth.delivery(), found(first));
    assertThat(subjects(webhook)).hasSize(4);
  }

  @Test
  default void whatAnOrderedWebhookMissedComesInItsOldPlaceOnceItIsRecovered() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    recorded("a");
    turn(webhook, false);
    store().record(event("b"));
    store().record(event("a"));
    Webhook on = turn(webhook, true);
    recorded("c");
    clock().advance(Duration.ofMinutes(1));
    assertThat(deliveryActions().recover(on, Instant.EPOCH, SNAPSHOTS, 1)).isEqualTo(1);
    assertThat(subjects(webhook)).containsExactly("a", "b", "c");
    assertThat(deliveryActions().recover(on, Instant.EPOCH, SNAPSHOTS, 9)).isEqualTo(1);
    succeed();
    assertThat(subjects(webhook)).containsExactly("a", "b", "a", "c");
  }

  @Test
  default void anOrderedBacklogReadInPagesIsWholeWhileItsHeadIsRetried() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      due.add(recorded("subject " + i % 4));
    }
    for (int i : new int[] {0, 7, 9}) {
      settlements().settle(List.of(retried(due.get(i).delivery(), Duration.ofHours(1))));
    }
    List<String> read = new ArrayList<>();
    long after = -1;
    List<DueDelivery> page = due().inSequence(webhook.id(), after, 3);
    while (!page.isEmpty()) {
      page.forEach(one -> read.add(one.delivery().id().value()));
      after = page.getLast().delivery().sequence();
      settlements()
          .settle(List.of(retried(found(page.getFirst()), Duration.ofMinutes(read.size()))));
      page = due().inSequence(webhook.id(), after, 3);
    }
    assertThat(read)
        .containsExactlyElementsOf(due.stream().map(one -> one.delivery().id().value()).toList());
    assertThat(due().inSequence(webhook.id(), -1, 100)).hasSize(20);
  }

  private List<String> subjects(Webhook webhook) {
    return due().inSequence(webhook.id(), -1, 100).stream()
        .map(due -> due.delivery().subject())
        .toList();
  }

  private Webhook ordered(String name, Ordering ordering) {
    return order(webhook(name), ordering);
  }

  private Webhook order(Webhook webhook, Ordering ordering) {
    return webhooks()
        .change(
            webhook.id(), it -> it.toBuilder().limits(new WebhookLimits(0, 0, 0, ordering)).build())
        .orElseThrow();
  }
}
