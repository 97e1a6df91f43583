package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.PastWebhook.Then;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a webhook subscribed to is kept for as long as an event may have been decided by it. */
public interface PastWebhooksContract extends StoreFixture {

  @Test
  default void eachEventFindsTheSubscriptionThatDecidedAboutIt() {
    Webhook first = webhook("any");
    Recorded one = journaled("one");
    Webhook.Subscription narrow =
        new Webhook.Subscription(
            List.of(new EventType("other")),
            List.of(new EventType("webhook.failing")),
            new SubjectFilter("s"),
            new Projection(List.of("a"), List.of("b"), "{}"));
    clock().advance(Duration.ofSeconds(5));
    webhooks().change(first.id(), w -> w.toBuilder().subscription(narrow).build());
    Recorded two = journaled("two");
    disable(first);
    Recorded three = journaled("three");

    assertThat(then(first, one).subscription()).isEqualTo(first.subscription());
    assertThat(then(first, one).enabled()).isTrue();
    assertThat(then(first, two).subscription()).isEqualTo(narrow);
    assertThat(then(first, two).enabled()).isTrue();
    assertThat(then(first, three).state()).isInstanceOf(WebhookState.Disabled.class);
    assertThat(((Then.Present) asOf(first, two).then()).since()).isEqualTo(clock().instant());
  }

  @Test
  default void whatChangesNeitherSubscriptionNorStateIsNoOtherWebhookThen() {
    Webhook webhook = webhook("any");
    Recorded before = journaled("one");
    clock().advance(Duration.ofSeconds(5));
    webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    webhooks().change(webhook.id(), w -> w.toBuilder().name("new name").build());
    Recorded after = journaled("two");

    assertThat(then(webhook, after).subscribesAs(webhook)).isTrue();
    assertThat(((Then.Present) asOf(webhook, after).then()).since())
        .isEqualTo(((Then.Present) asOf(webhook, before).then()).since())
        .isBefore(clock().instant());
    assertThat(asOf(webhook, after).name()).isEqualTo("new name");
  }

  @Test
  default void aWebhookIsNotThereBeforeItIsRegisteredNorAfterItsRemoval() {
    webhook("other");
    Recorded early = journaled("early");
    Webhook webhook = webhook("any");
    Recorded during = journaled("during");
    clock().advance(Duration.ofSeconds(5));
    webhooks().remove(webhook.id());
    Recorded late = journaled("late");

    assertThat(asOf(webhook, early).then()).isEqualTo(new Then.NotYet());
    assertThat(then(webhook, during).subscription()).isEqualTo(webhook.subscription());
    assertThat(asOf(webhook, late).then()).isEqualTo(new Then.Removed(clock().instant()));
    assertThat(asOf(webhook, late).removed()).isTrue();
    assertThat(webhooks().asOf(Webhook.Id.random(), during.webhooksRevision())).isEmpty();
  }

  @Test
  default void aFailureThatDisablesIsASubscriptionOfItsOwn() {
    Webhook webhook = webhook("any");
    Recorded before = journaled("before");
    settle(disabling(exhausted(recorded("fails").delivery()), "HTTP 500"));
    Recorded after = journaled("after");

    assertThat(then(webhook, before).enabled()).isTrue();
    assertThat(then(webhook, after).state())
        .isInstanceOfSatisfying(
            WebhookState.Disabled.class,
            off -> assertThat(off.reason()).isEqualTo(WebhookState.Reason.FAILURES));
  }

  @Test
  default void aSubscriptionGoesWithTheLastEventThatWasDecidedByIt() {
    Webhook webhook = webhook("any");
    Recorded old = journaled("old");
    clock().advance(Duration.ofHours(3));
    disable(webhook);
    enable(webhook);
    Recorded young = journaled("young");
    retention().purge(clock().instant().minus(Duration.ofDays(1)), 10);
    assertThat(then(webhook, old).enabled()).isTrue();

    allDue(webhook).forEach(due -> settle(delivered(due.delivery())));
    clock().advance(Duration.ofDays(1));
    Recorded newest = journaled("newest");
    while (retention().purge(clock().instant().minus(Duration.ofHours(12)), 10).more()) {
      // in steps
    }
    while (retention().purge(clock().instant().minus(Duration.ofHours(12)), 10).more()) {
      // what only became old enough by the purge before
    }
    assertThat(asOf(webhook, old).then()).isEqualTo(new Then.Unknown());
    assertThat(then(webhook, newest).enabled()).isTrue();
    assertThat(then(webhook, young).enabled()).as("it is in force").isTrue();
  }

  private Recorded journaled(String subject) {
    Event event = event(subject);
    store().record(event);
    return store().journal().find(event.id()).orElseThrow();
  }

  private PastWebhook asOf(Webhook webhook, Recorded event) {
    return webhooks().asOf(webhook.id(), event.webhooksRevision()).orElseThrow();
  }

  private Webhook then(Webhook webhook, Recorded event) {
    return ((Then.Present) asOf(webhook, event).then()).webhook();
  }
}
