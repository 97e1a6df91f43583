package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The engine on a store: events of one subject are sent in their order, one after the other. */
public interface OrderedSendingContract extends SuccessionFixture {

  @Test
  default void aHeadThatFailsHoldsItsSubjectAndNoOther() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "b 1", "a 2", "b 2", "a 3");
    Receiver receiver = new Receiver("a 1", 2);
    try (HooksEngine hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 2 && pendingAfter("a 1", 1));
      assertThat(receiver.of("a")).containsExactly("a 1");
      retried(hooks, webhook, 2, () -> pendingAfter("a 1", 2));
      retried(hooks, webhook, 7, () -> counted(webhook, "delivered").count() == 5);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 1", "a 1", "a 2", "a 3");
    assertThat(receiver.of("b")).containsExactly("b 1", "b 2");
  }

  @Test
  default void aHeadThatFailedHoldsItsSubjectAfterARestartToo() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "a 2");
    Receiver failing = new Receiver("a 1", Integer.MAX_VALUE);
    try (HooksEngine hooks = start(failing)) {
      until(() -> pendingAfter("a 1", 1));
      assertThat(hooks.inFlight()).isZero();
    }
    assertThat(failing.all()).containsExactly("a 1");
    succeed();
    record("a 3", "b 1");
    Receiver receiver = new Receiver("a 1", 1);
    try (HooksEngine hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 1);
      assertThat(receiver.of("a")).isEmpty();
      retried(hooks, webhook, 2, () -> pendingAfter("a 1", 2));
      retried(hooks, webhook, 7, () -> counted(webhook, "delivered").count() == 4);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 1", "a 2", "a 3");
  }

  @Test
  default void anOrderThatIsAskedForAmidHoldsWhatFailedBefore() {
    Webhook webhook = webhook("any");
    record("a 1", "a 2");
    Receiver unordered = new Receiver("a 1", Integer.MAX_VALUE);
    try (HooksEngine hooks = start(unordered)) {
      until(() -> pendingAfter("a 1", 1) && counted(webhook, "delivered").count() == 1);
      assertThat(hooks.inFlight()).isZero();
    }
    ordered(webhook, Ordering.SUBJECT);
    record("a 3", "b 1");
    Receiver receiver = new Receiver("", 0);
    try (HooksEngine hooks = start(receiver)) {
      until(() -> receiver.of("b").size() == 1);
      assertThat(receiver.of("a")).isEmpty();
      retried(hooks, webhook, 2, () -> counted(webhook, "delivered").count() == 4);
    }
    assertThat(receiver.of("a")).containsExactly("a 1", "a 3");
  }

  @Test
  default void aHeadThatIsCancelledLetsTheNextOneGo() {
    Webhook webhook = ordered(webhook("any"), Ordering.SUBJECT);
    record("a 1", "a 2");
    Receiver receiver = new Receiver("a 1", Integer.MAX_VALUE);
    try (HooksEngine hooks = start(receiver)) {
      until(() -> pendingAfter("a 1", 1));
      assertThat(receiver.all()).containsExactly("a 1");
      deliveryActions().cancel(list(webhook.id(), -1, 1).getFirst().id(), clock().instant());
      hooks.cancelled(webhook.id());
      until(() -> counted(webhook, "delivered").count() == 1);
    }
    assertThat(receiver.all()).containsExactly("a 1", "a 2");
    assertThat(counted(webhook, "cancelled").count()).isEqualTo(1);
  }

  private HooksEngine start(Sender sender) {
    return HooksEngine.start(HooksConfig.of(store().ports(), sender, clock()));
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

  /**
   * Moves the clock past the pause before the next attempt, once: then it stands. All moves of an
   * engine together are less than a lease lasts, which goes by this clock.
   */
  private void retried(HooksEngine hooks, Webhook webhook, int seconds, BooleanSupplier is) {
    clock().advance(Duration.ofSeconds(seconds));
    hooks.madeDue(webhook.id());
    until(is);
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
}
