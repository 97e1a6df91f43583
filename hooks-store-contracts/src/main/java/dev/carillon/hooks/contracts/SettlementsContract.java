package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an attempt came to is stored once, whole, and only by whom it concerns. */
public interface SettlementsContract extends StoreFixture {

  @Test
  default void aFirstAttemptThatWentWellKeepsStatusTimeAndDuration() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    ReceiverResponse wordy =
        new ReceiverResponse(202, List.of(new Header("a", "b")), "thanks", 6, false);
    Attempt attempt = answered(1, wordy);
    settle(
        new Settlement(
            due.delivery(),
            attempt,
            new DeliveryState.Delivered(clock().instant()),
            WebhookHealth.NONE.afterSuccess(clock().instant()),
            Optional.empty()));

    assertThat(found(due))
        .isEqualTo(due.delivery().attempted(new DeliveryState.Delivered(clock().instant())));
    assertThat(attempts().of(due.delivery().id()))
        .containsExactly(
            new Attempt(
                1,
                attempt.at(),
                attempt.duration(),
                new Outcome.Accepted(ReceiverResponse.of(202))));
    assertThat(allDue(webhook)).isEmpty();
  }

  @Test
  default void everyOutcomeComesBackWhole() {
    webhook("any");
    List<Header> headers =
        List.of(
            new Header("X-" + NASTY, NASTY),
            new Header("Set-Cookie", "a"),
            new Header("Set-Cookie", ""));
    ReceiverResponse nasty = new ReceiverResponse(500, headers, NASTY + "\0 end", 70_000, true);
    List<Outcome> outcomes =
        List.of(
            new Outcome.Rejected(nasty),
            new Outcome.Rejected(ReceiverResponse.of(302)),
            new Outcome.NoResponse(ErrorClass.TLS_HOST, NASTY),
            new Outcome.Blocked(NASTY),
            new Outcome.Accepted(new ReceiverResponse(200, headers, NASTY, 3, false)));
    Delivery delivery = recorded("one").delivery();
    List<Attempt> made = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      clock().advance(Duration.ofMillis(1234));
      made.add(
          new Attempt(
              delivery.attempts() + 1, clock().instant(), Duration.ofMillis(made.size()), outcome));
      DeliveryState next =
          outcome.success()
              ? new DeliveryState.Delivered(clock().instant())
              : new DeliveryState.Pending(clock().instant().plusSeconds(1));
      settle(TestSettlements.settled(delivery, made.getLast(), next));
      delivery = deliveryActions().find(delivery.id()).orElseThrow();
      assertThat(delivery.state()).isEqualTo(next);
    }
    assertThat(attempts().of(delivery.id())).isEqualTo(made);
    assertThat(delivery.attempts()).isEqualTo(5);
  }

  @Test
  default void aRetryIsDueAtItsTimeWithTheSameBytes() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(retried(due.delivery(), Duration.ofSeconds(5)));
    DueDelivery again = allDue(webhook).getFirst();
    assertThat(again.dueAt()).isEqualTo(clock().instant().plusSeconds(5));
    assertThat(again.payload()).isEqualTo(due.payload());
    assertThat(again.delivery().attempts()).isEqualTo(1);
  }

  @Test
  default void anAttemptThatIsNotTheNextOneChangesNothing() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    Delivery ahead = due.delivery().attempted(due.delivery().state());
    settle(disabling(exhausted(ahead), "off"));
    assertNothingHappened(webhook, due);

    settle(delivered(due.delivery()));
    clock().advance(Duration.ofSeconds(1));
    Delivery settled = found(due);
    settle(disabling(exhausted(due.delivery()), "off"));
    assertThat(found(due)).isEqualTo(settled);
    assertThat(attempts().of(settled.id())).hasSize(1);
    assertThat(webhooks().find(webhook.id())).contains(webhook);
    assertThat(webhooks().health(webhook.id()).status()).isEqualTo(WebhookHealth.Status.HEALTHY);
  }

  private void assertNothingHappened(Webhook webhook, DueDelivery due) {
    assertThat(found(due)).isEqualTo(due.delivery());
    assertThat(attempts().of(due.delivery().id())).isEmpty();
    assertThat(webhooks().find(webhook.id())).contains(webhook);
    assertThat(webhooks().health(webhook.id())).isEqualTo(WebhookHealth.NONE);
  }

  @Test
  default void oneOfManyThatDoesNotPassHoldsNoOtherBack() {
    webhook("any");
    DueDelivery stale = recorded("stale");
    DueDelivery good = recorded("good");
    DueDelivery bad = recorded("bad");
    settle(delivered(stale.delivery()));
    settle(
        exhausted(stale.delivery()),
        delivered(good.delivery()),
        exhausted(stale.delivery()),
        exhausted(bad.delivery()));
    assertThat(found(stale).state().name()).isEqualTo("delivered");
    assertThat(found(good).state().name()).isEqualTo("delivered");
    assertThat(found(bad).state().name()).isEqualTo("exhausted");
    assertThat(attempts().of(stale.delivery().id())).hasSize(1);
  }

  @Test
  default void severalAttemptsOfOneDeliveryAreSettledInTheirOrder() {
    webhook("any");
    DueDelivery due = recorded("one");
    Settlement first = retried(due.delivery(), Duration.ofSeconds(1));
    Settlement second = delivered(due.delivery().attempted(first.next()));
    settle(first, second);
    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id()))
        .extracting(Attempt::number)
        .containsExactly(1, 2);
  }

  @Test
  default void whatWasCancelledOnTheWireStaysCancelledUnlessItSucceeded() {
    Webhook webhook = webhook("any");
    DueDelivery failed = recorded("failed");
    DueDelivery given = recorded("given up");
    DueDelivery taken = recorded("taken");
    deliveryActions().cancelPending(webhook.id(), clock().instant());
    DeliveryState cancelled = new DeliveryState.Cancelled(clock().instant());
    clock().advance(Duration.ofSeconds(1));

    settle(
        retried(failed.delivery(), Duration.ofSeconds(1)),
        exhausted(given.delivery()),
        delivered(taken.delivery()));

    assertThat(found(failed)).isEqualTo(failed.delivery().attempted(cancelled));
    assertThat(found(given)).isEqualTo(given.delivery().attempted(cancelled));
    assertThat(found(taken).state()).isEqualTo(new DeliveryState.Delivered(clock().instant()));
    for (DueDelivery due : List.of(failed, given, taken)) {
      assertThat(attempts().of(due.delivery().id())).hasSize(1);
    }
    assertThat(allDue(webhook)).isEmpty();
  }

  @Test
  default void theWebhooksHealthIsStoredWithTheSettlement() {
    Webhook webhook = webhook("any");
    webhook("other");
    Settlement failure = exhausted(store().record(event("one")).due().getFirst().delivery());
    settle(failure);
    assertThat(webhooks().health(webhook.id())).isEqualTo(failure.health());

    Delivery next = store().record(event("two")).due().getFirst().delivery();
    WebhookHealth better = failure.health().afterSuccess(clock().instant());
    settle(
        new Settlement(
            next,
            answered(1, ReceiverResponse.of(200)),
            new DeliveryState.Delivered(clock().instant()),
            better,
            Optional.empty()));
    assertThat(webhooks().health(webhook.id())).isEqualTo(better);
    assertThat(better.lastError()).isEqualTo("HTTP 404");
  }

  @Test
  default void theAttemptThatWasTooMuchDisablesTheWebhook() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    long before = webhooks().current().revision();
    Settlement last = disabling(retried(due.delivery(), Duration.ofSeconds(1)), NASTY);

    settle(last);

    Webhook off = webhook.in(last.disabled().orElseThrow());
    assertThat(webhooks().find(webhook.id())).contains(off);
    assertThat(webhooks().current().webhooks()).containsExactly(off);
    assertThat(webhooks().current().revision()).isGreaterThan(before);
    assertThat(store().record(event("two")).missed()).isEqualTo(1);
    assertThat(allDue(webhook)).as("its retry waits for better times").hasSize(1);
  }

  @Test
  default void whoeverDisabledItFirstIsRemembered() {
    Webhook webhook = webhook("any");
    DueDelivery one = recorded("one");
    DueDelivery two = recorded("two");
    WebhookState manual =
        new WebhookState.Disabled(clock().instant(), WebhookState.Reason.MANUAL, "by hand");
    webhooks().change(webhook.id(), w -> w.in(manual));
    settle(disabling(exhausted(one.delivery()), "too late"));
    assertThat(webhooks().find(webhook.id())).contains(webhook.in(manual));

    webhooks().remove(webhook.id());
    settle(disabling(exhausted(two.delivery()), "gone"));
    assertThat(webhooks().find(webhook.id())).isEmpty();
    assertThat(webhooks().current().webhooks()).isEmpty();
  }

  @Test
  default void settlingNothingIsNothing() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle();
    assertNothingHappened(webhook, due);
  }
}
