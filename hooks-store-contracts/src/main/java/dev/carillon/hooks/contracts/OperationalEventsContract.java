package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEvent.Cause;
import dev.carillon.hooks.operational.OperationalEvent.Kind;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a webhook is told to others, in the transaction that makes it so. */
public interface OperationalEventsContract extends StoreFixture {

  @Test
  default void aChangeByHandIsTold() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.values());
    Instant now = clock().instant();
    WebhookState off = new WebhookState.Disabled(now, WebhookState.Reason.MANUAL, NASTY);
    webhooks().change(subject.id(), w -> w.in(off));
    enable(subject);
    webhooks().change(subject.id(), w -> w.with(w.secret().rotated(now, now)));
    webhooks().change(subject.id(), w -> w);

    List<OperationalEvent> told =
        List.of(
            notice(Kind.DISABLED, subject, new Cause("manual", NASTY, "")),
            notice(Kind.ENABLED, subject, Cause.NONE),
            notice(Kind.SECRET_ROLLED, subject, Cause.NONE));
    assertThat(store().operationalEvents().recorded()).isEqualTo(told);
    assertTold(listener, told);
  }

  @Test
  default void aChangeThatThrowsTellsNothing() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.values());
    assertThatThrownBy(
            () ->
                webhooks()
                    .change(
                        subject.id(),
                        w -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store().operationalEvents().recorded()).isEmpty();
    assertTold(listener, List.of());
  }

  @Test
  default void failingAndRecoveringAreToldOnceEach() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.FAILING, Kind.RECOVERED);
    WebhookHealth health = WebhookHealth.NONE;
    List<OperationalEvent> told = new ArrayList<>();
    for (int failed = 1; failed <= 7; failed++) {
      health = settled(health, "failed " + failed, 404);
      if (failed < WebhookHealth.FAILING_FROM) {
        assertTold(listener, List.of());
      } else if (failed == WebhookHealth.FAILING_FROM) {
        told.add(notice(Kind.FAILING, subject, new Cause("", "HTTP 404", last(subject))));
      }
    }
    for (int well = 1; well <= 50; well++) {
      health = settled(health, "well " + well, 200);
      if (told.size() == 1 && health.status() == WebhookHealth.Status.HEALTHY) {
        told.add(notice(Kind.RECOVERED, subject, new Cause("", "", last(subject))));
      }
    }
    assertThat(told).hasSize(2);
    assertTold(listener, told);
    assertThat(store().operationalEvents().recorded())
        .filteredOn(notice -> notice.kind() != Kind.EXHAUSTED)
        .isEqualTo(told);
  }

  /** Settles one new delivery; the health after it. */
  private WebhookHealth settled(WebhookHealth health, String subject, int status) {
    Settlement settlement = after(health, recorded(subject).delivery(), status);
    settle(settlement);
    return settlement.health();
  }

  private String last(Webhook webhook) {
    return list(webhook.id(), -1, 1000).getLast().id().value();
  }

  @Test
  default void aRetryTellsNothing() {
    webhook("subject");
    Webhook listener = listener("listener", Kind.values());
    DueDelivery due = recorded("one");
    Settlement retry = retried(due.delivery(), Duration.ofSeconds(1));
    settle(retry);
    Delivery next = found(due);
    settle(after(retry.health(), next, 200));
    assertThat(store().operationalEvents().recorded()).isEmpty();
    assertTold(listener, List.of());
  }

  @Test
  default void eachDeliveryThatIsGivenUpIsTold() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.EXHAUSTED);
    DueDelivery one = recorded("one");
    DueDelivery two = recorded("two");
    DueDelivery cancelled = recorded("cancelled");
    settle(exhausted(one.delivery()), exhausted(two.delivery()));
    settle(exhausted(one.delivery()));
    deliveryActions().cancelPending(subject.id(), clock().instant());
    settle(exhausted(cancelled.delivery()));
    assertTold(
        listener,
        List.of(
            notice(Kind.EXHAUSTED, subject, new Cause("", "HTTP 404", one.delivery().id().value())),
            notice(
                Kind.EXHAUSTED, subject, new Cause("", "HTTP 404", two.delivery().id().value()))));
  }

  @Test
  default void disablingByFailuresIsToldWithTheDeliveryThatWasTooMuch() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.DISABLED);
    DueDelivery one = recorded("one");
    DueDelivery two = recorded("two");
    settle(
        disabling(retried(one.delivery(), Duration.ofSeconds(1)), "too much"),
        disabling(retried(two.delivery(), Duration.ofSeconds(1)), "too late"));
    List<OperationalEvent> told =
        List.of(
            notice(
                Kind.DISABLED,
                subject,
                new Cause("failures", "too much", one.delivery().id().value())));
    assertTold(listener, told);
    assertThat(store().operationalEvents().recorded()).isEqualTo(told);
  }

  @Test
  default void noWebhookHearsOfItself() {
    Webhook alone = listener("alone", Kind.values());
    disable(alone);
    enable(alone);
    assertThat(store().operationalEvents().recorded()).hasSize(2);
    assertThat(list(alone.id(), -1, 10)).isEmpty();
  }

  @Test
  default void whoIsDisabledMissesWhatIsTold() {
    Webhook subject = webhook("subject");
    Webhook listener = listener("listener", Kind.SECRET_ROLLED);
    disable(listener);
    webhooks()
        .change(
            subject.id(), w -> w.with(w.secret().rotated(clock().instant(), clock().instant())));
    assertThat(counts(listener.id())).containsEntry("missed", 1L);
  }

  /** Two webhooks that hear of each other and take nothing: the telling ends all the same. */
  @Test
  default void whatIsToldIsNoReasonToTellMoreButForDisabling() {
    webhook("subject");
    Webhook one = listener("one", Kind.values());
    Webhook two = listener("two", Kind.values());
    settle(exhausted(recorded("start").delivery()));
    assertThat(store().operationalEvents().recorded())
        .extracting(OperationalEvent::kind)
        .containsExactly(Kind.EXHAUSTED, Kind.FAILING);

    for (Webhook listener : List.of(one, two)) {
      List<DueDelivery> due = allDue(listener);
      assertThat(due).hasSize(2);
      due.forEach(each -> settle(exhausted(each.delivery())));
    }
    assertThat(store().operationalEvents().recorded()).hasSize(2);
    assertThat(allDue(one)).isEmpty();
    assertThat(allDue(two)).isEmpty();
    assertThat(webhooks().health(one.id()).status()).isEqualTo(WebhookHealth.Status.FAILING);

    webhooks()
        .change(one.id(), w -> w.with(w.secret().rotated(clock().instant(), clock().instant())));
    DueDelivery last = allDue(two).getFirst();
    settle(disabling(exhausted(last.delivery()), "off"));
    assertThat(store().operationalEvents().recorded())
        .extracting(OperationalEvent::kind)
        .endsWith(Kind.SECRET_ROLLED, Kind.DISABLED);
    assertThat(allDue(one)).as("told of the other's end").hasSize(1);
  }

  /** A webhook that hears of these and of nothing else. */
  private Webhook listener(String name, Kind... kinds) {
    List<EventType> types = Arrays.stream(kinds).map(TestOperationalEvents::type).toList();
    Webhook listener =
        Webhook.of(
            name,
            "https://example.org/" + name,
            new Webhook.Subscription(List.of(), types, EventFilter.ALL, Projection.DEFAULT),
            clock().instant());
    webhooks().add(listener);
    return listener;
  }

  private void assertTold(Webhook listener, List<OperationalEvent> notices) {
    List<DueDelivery> due = due().inSequence(listener.id(), -1, 100);
    assertThat(due)
        .extracting(each -> each.delivery().type(), each -> each.delivery().subject())
        .containsExactlyElementsOf(
            notices.stream()
                .map(
                    notice ->
                        tuple(TestOperationalEvents.type(notice.kind()), notice.webhook().value()))
                .toList());
    assertThat(due)
        .extracting(DueDelivery::payload)
        .isEqualTo(notices.stream().map(notice -> Payload.of(notice + " [][]")).toList());
  }

  private static OperationalEvent notice(Kind kind, Webhook webhook, Cause cause) {
    return new OperationalEvent(kind, webhook.id(), webhook.name(), cause);
  }

  private Settlement after(WebhookHealth health, Delivery delivery, int status) {
    var attempt = answered(delivery.attempts() + 1, ReceiverResponse.of(status));
    boolean success = attempt.outcome().success();
    return new Settlement(
        delivery,
        attempt,
        success
            ? new DeliveryState.Delivered(clock().instant())
            : new DeliveryState.Exhausted(clock().instant()),
        success
            ? health.afterSuccess(clock().instant())
            : health.afterFailure(attempt.at(), attempt.outcome().error(), false),
        Optional.empty());
  }
}
