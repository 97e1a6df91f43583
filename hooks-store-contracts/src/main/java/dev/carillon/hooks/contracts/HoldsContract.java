package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A webhook whose receiver sent {@code Retry-After} is held until then, or until an administrator
 * releases it.
 */
public interface HoldsContract extends StoreFixture {

  @Test
  default void theLatestTimeThatAReceiverAskedForIsKept() {
    Webhook webhook = webhook("any");
    DueDelivery one = recorded("one");
    DueDelivery two = recorded("two");
    DueDelivery three = recorded("three");
    DueDelivery four = recorded("four");
    assertThat(webhooks().holds(clock().instant())).isEmpty();
    Instant late = clock().instant().plusSeconds(600);

    settle(
        holding(one, Duration.ofSeconds(60)),
        holding(two, Duration.ofSeconds(600)),
        holding(three, Duration.ofSeconds(120)));
    assertThat(webhooks().holds(clock().instant())).isEqualTo(Map.of(webhook.id(), late));

    settle(holding(four, Duration.ofSeconds(30)));
    settle(delivered(recorded("well").delivery()));
    assertThat(webhooks().holds(clock().instant())).isEqualTo(Map.of(webhook.id(), late));
    assertThat(webhooks().holds(late.minusMillis(1))).containsKey(webhook.id());
    assertThat(webhooks().holds(late)).as("over").isEmpty();
  }

  @Test
  default void anAttemptThatDoesNotPassTheFenceHoldsNothing() {
    webhook("any");
    DueDelivery due = recorded("one");
    DueDelivery ahead =
        new DueDelivery(due.delivery().attempted(due.delivery().state()), due.payload());
    settle(holding(ahead, Duration.ofSeconds(60)));
    assertThat(webhooks().holds(clock().instant())).isEmpty();
  }

  @Test
  default void releasingEndsItAndRaisesTheRevision() {
    Webhook webhook = held();
    long before = webhooks().current().revision();
    assertThat(webhooks().release(webhook.id())).isTrue();
    assertThat(webhooks().holds(clock().instant())).isEmpty();
    assertThat(webhooks().current().revision()).isGreaterThan(before);
    assertThat(webhooks().release(webhook.id())).as("there is none any more").isFalse();
    assertThat(webhooks().release(Webhook.Id.random())).isFalse();
  }

  @Test
  default void aNewUrlOrSwitchingOnEndsItAndNothingElseDoes() {
    Webhook webhook = held();
    webhooks().change(webhook.id(), w -> w.in(w.state()));
    disable(webhook);
    assertThat(webhooks().holds(clock().instant())).containsKey(webhook.id());
    enable(webhook);
    assertThat(webhooks().holds(clock().instant())).isEmpty();

    Webhook moved = held();
    webhooks().change(moved.id(), w -> at(w, "https://example.org/elsewhere"));
    assertThat(webhooks().holds(clock().instant())).doesNotContainKey(moved.id());
  }

  @Test
  default void hasteningADeliveryEndsIt() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(holding(due, Duration.ofSeconds(60)));
    long before = webhooks().current().revision();
    assertThat(deliveryActions().retryNow(due.delivery().id())).isEqualTo(ActionResult.DONE);
    assertThat(webhooks().holds(clock().instant())).isEmpty();
    assertThat(webhooks().current().revision()).isGreaterThan(before);

    settle(holding(allDue(webhook).getFirst(), Duration.ofSeconds(60)));
    deliveryActions().cancelPending(webhook.id(), clock().instant());
    assertThat(deliveryActions().retryNow(due.delivery().id())).isEqualTo(ActionResult.ENDED);
    assertThat(webhooks().holds(clock().instant())).containsKey(webhook.id());
  }

  @Test
  default void whoIsRemovedIsNotHeld() {
    Webhook webhook = held();
    webhooks().remove(webhook.id());
    assertThat(webhooks().holds(clock().instant())).isEmpty();
    assertThat(webhooks().release(webhook.id())).isFalse();
  }

  private Webhook held() {
    Webhook webhook = webhook("held");
    DueDelivery due =
        store().record(event("one")).due().stream()
            .filter(each -> each.delivery().webhook().equals(webhook.id()))
            .findFirst()
            .orElseThrow();
    settle(holding(due, Duration.ofSeconds(60)));
    assertThat(webhooks().holds(clock().instant())).containsKey(webhook.id());
    return webhook;
  }

  private Settlement holding(DueDelivery due, Duration asked) {
    Settlement settled = retried(due.delivery(), Duration.ofSeconds(1));
    return new Settlement(
        settled.before(),
        settled.attempt(),
        settled.next(),
        settled.health(),
        settled.disabled(),
        clock().instant().plus(asked));
  }

  private static Webhook at(Webhook w, String url) {
    return w.toBuilder().url(url).build();
  }
}
