package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryLog.Addressee;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookRevision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The log shows what was sent, and sends it again, whatever became of the webhook since then. */
public interface SentAsItWasContract extends SuccessionFixture {

  @Test
  default void bytesStayAsTheyWereRenderedWhateverTheWebhookWantsToSeeNow() {
    Webhook webhook = webhook("any");
    DueDelivery ended = recorded("ended");
    DueDelivery waiting = recorded("waiting");
    settlements()
        .settle(
            List.of(delivered(ended.delivery()), retried(waiting.delivery(), Duration.ofHours(1))));
    change(webhook, "https://example.org/new", List.of("name", "status"));
    DueDelivery later = recorded("later");
    deliveryActions().redeliver(ended.delivery().id());
    succeed();

    assertThat(payload(ended)).isEqualTo(ended.payload()).isEqualTo(Payload.of("of ended [][]"));
    assertThat(due().redeliveries(webhook.id(), 10).getFirst().payload())
        .isEqualTo(ended.payload());
    assertThat(allDue(webhook))
        .extracting(DueDelivery::payload)
        .containsExactly(later.payload(), waiting.payload());
    assertThat(payload(later)).isEqualTo(Payload.of("of later [name, status][]"));
  }

  @Test
  default void eachAttemptShowsTheRevisionItWasMadeOfThoughTheWebhookChangedBetween() {
    Webhook first = webhook("any");
    DueDelivery due = recorded("one");
    Attempt before = sent(1, 1, first.url(), 503);
    settle(due, before, new DeliveryState.Pending(clock().instant()));
    clock().advance(Duration.ofMinutes(1));
    Webhook second = change(first, "https://example.org/new", List.of());
    Attempt after = sent(2, second.revision(), second.url(), 204);
    settle(due, after, new DeliveryState.Delivered(clock().instant()));
    DueDelivery atOnce = recorded("at once");
    settle(
        atOnce,
        sent(1, second.revision(), second.url(), 200),
        new DeliveryState.Delivered(clock().instant()));
    clock().advance(Duration.ofMinutes(1));
    webhooks().change(first.id(), it -> it.with(Secret.random()));
    succeed();

    assertThat(attempts().of(due.delivery().id())).containsExactly(before, after);
    assertThat(attempts().of(atOnce.delivery().id()))
        .extracting(attempt -> attempt.target().made())
        .containsExactly(new AttemptTarget.Made(2, "Test/1"));
    WebhookRevision old = webhooks().revision(first.id(), 1).orElseThrow();
    assertThat(old.url()).isEqualTo(first.url());
    assertThat(old.secret()).isEqualTo(first.secret());
    WebhookRevision young = webhooks().revision(first.id(), 2).orElseThrow();
    assertThat(young.url()).isEqualTo("https://example.org/new");
    assertThat(young.headers()).isEqualTo(Map.of("X-Since", "now"));
    assertThat(young.secret()).isEqualTo(first.secret());
    assertThat(webhooks().revision(first.id(), 3).orElseThrow().secret())
        .isNotEqualTo(first.secret());
  }

  @Test
  default void ofARemovedWebhookTheLogStillShowsAllThatWasSent() {
    Webhook webhook = webhook("any");
    DueDelivery atOnce = recorded("at once");
    DueDelivery failed = recorded("failed");
    DueDelivery waiting = recorded("waiting");
    settle(atOnce, sent(1, 1, webhook.url(), 200), new DeliveryState.Delivered(clock().instant()));
    Attempt refused = sent(1, 1, webhook.url(), 404);
    settle(failed, refused, new DeliveryState.Exhausted(clock().instant()));
    webhooks().remove(webhook.id());
    succeed();

    for (DueDelivery due : List.of(atOnce, failed, waiting)) {
      Detail detail = store().log().find(due.delivery().id()).orElseThrow();
      assertThat(detail.payload()).isEqualTo(due.payload());
      assertThat(detail.url()).isEqualTo(webhook.url());
      assertThat(detail.entry().to()).isEqualTo(new Addressee("any", true));
    }
    assertThat(attempts().of(failed.delivery().id())).containsExactly(refused);
    assertThat(attempts().of(atOnce.delivery().id()))
        .extracting(attempt -> attempt.target().made())
        .containsExactly(new AttemptTarget.Made(1, "Test/1"));
    assertThat(webhooks().revision(webhook.id(), 1))
        .contains(WebhookRevision.of(webhook, webhook.createdAt()));
    assertThat(found(waiting).state().name()).isEqualTo("cancelled");
  }

  private Payload payload(DueDelivery due) {
    return store().log().find(due.delivery().id()).orElseThrow().payload();
  }

  private Webhook change(Webhook webhook, String url, List<String> fields) {
    return webhooks()
        .change(
            webhook.id(),
            it ->
                new Webhook(
                    it.id(),
                    it.name(),
                    it.description(),
                    url,
                    new Webhook.Subscription(
                        List.of(CREATED),
                        List.of(),
                        EventFilter.ALL,
                        new Projection(fields, List.of())),
                    Map.of("X-Since", "now"),
                    it.limits(),
                    it.state(),
                    it.secret(),
                    it.createdAt(),
                    it.certificate(),
                    it.responses(),
                    it.revision(),
                    it.owner(),
                    it.rules(),
                    it.mode(),
                    it.grouping(),
                    it.format(),
                    it.login(),
                    it.handshake()))
        .orElseThrow();
  }

  private Attempt sent(int number, int revision, String url, int status) {
    ReceiverResponse response = ReceiverResponse.of(status);
    return new Attempt(
        number,
        clock().instant(),
        Duration.ofMillis(12),
        response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response),
        Timings.NONE,
        new AttemptTarget(
            url,
            new AttemptTarget.Made(revision, "Test/1"),
            AttemptTarget.Peer.at("192.0.2.1:443")),
        false,
        false);
  }

  private void settle(DueDelivery due, Attempt attempt, DeliveryState next) {
    settlements()
        .settle(
            List.of(
                new Settlement(found(due), attempt, next, WebhookHealth.NONE, Optional.empty())));
  }
}
