package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanOutTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final EventType CREATE = new EventType("asset_create");
  private static final EventType REMOVE = new EventType("asset_remove");

  private int rendered;

  @Test
  void rendersOnceForEachProjectionAndMatchesByType() {
    Webhook first = webhook(Webhook.Subscription.to(CREATE));
    Webhook second = webhook(Webhook.Subscription.to(CREATE, REMOVE));
    Webhook other = webhook(Webhook.Subscription.to(REMOVE));
    Webhook wider = webhook(projecting(new Projection(List.of("status"), List.of())));

    FanOut fanOut = FanOut.of(event(), WebhookSet.of(7, List.of(first, second, other, wider)));

    assertThat(fanOut.webhooksRevision()).isEqualTo(7);
    assertThat(fanOut.matches())
        .containsExactly(
            new FanOut.Match(first.id(), 0),
            new FanOut.Match(second.id(), 0),
            new FanOut.Match(wider.id(), 1));
    assertThat(fanOut.payloads()).hasSize(2);
    assertThat(rendered).isEqualTo(2);
  }

  @Test
  void aDisabledWebhookMissesTheEventAndNothingIsRendered() {
    Webhook disabled =
        webhook(Webhook.Subscription.to(CREATE))
            .in(new WebhookState.Disabled(NOW, WebhookState.Reason.MANUAL, ""));
    FanOut fanOut = FanOut.of(event(), WebhookSet.of(1, List.of(disabled)));
    assertThat(fanOut.matches())
        .containsExactly(new FanOut.Match(disabled.id(), FanOut.Match.MISSED));
    assertThat(rendered).isZero();
  }

  @Test
  void aFilterThatSaysNoKeepsTheEventAway() {
    EventFilter never =
        new EventFilter() {
          @Override
          public boolean matches(Event event) {
            return false;
          }

          @Override
          public String text() {
            return "never";
          }
        };
    Webhook webhook =
        webhook(new Webhook.Subscription(List.of(CREATE), List.of(), never, Projection.DEFAULT));
    assertThat(FanOut.of(event(), WebhookSet.of(1, List.of(webhook))).matches()).isEmpty();
  }

  private static Webhook.Subscription projecting(Projection projection) {
    return new Webhook.Subscription(List.of(CREATE), List.of(), EventFilter.ALL, projection);
  }

  private static Webhook webhook(Webhook.Subscription subscription) {
    return Webhook.of("name", "http://127.0.0.1/", subscription, NOW);
  }

  private Event event() {
    Snapshot snapshot =
        new Snapshot() {
          @Override
          public byte[] bytes() {
            return new byte[0];
          }

          @Override
          public Payload render(Event event, Projection projection) {
            rendered++;
            return Payload.of(projection.toString());
          }
        };
    return Event.of(CREATE, "subject", NOW, snapshot);
  }
}
