package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What requests were made of is kept for as long as the log may name it. */
public interface RevisionsContract extends StoreFixture {

  @Test
  default void eachChangeOfWhatRequestsAreMadeOfIsARevision() {
    Webhook first = webhook("any");
    ClientCertificate certificate = new ClientCertificate("chain " + NASTY, "a key");
    Secret rotated = first.secret().rotated(clock().instant(), clock().instant().plusSeconds(60));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Z-Last", NASTY_HEADER);
    headers.put("A-First", "one");

    Instant second = later();
    webhooks().change(first.id(), w -> with(w, NASTY_URL, w.headers(), 0));
    Instant third = later();
    webhooks().change(first.id(), w -> with(w, w.url(), headers, 0));
    webhooks().change(first.id(), w -> w.with(rotated));
    webhooks().change(first.id(), w -> w.showing(certificate));
    webhooks().change(first.id(), w -> with(w, w.url(), w.headers(), 7));
    Instant seventh = later();
    webhooks().change(first.id(), w -> w.with(w.secret().alone()));

    Webhook now = webhooks().find(first.id()).orElseThrow();
    assertThat(now.revision()).isEqualTo(7);
    assertThat(webhooks().current().webhooks()).containsExactly(now);
    assertThat(revision(first, 1)).contains(WebhookRevision.of(first, first.createdAt()));
    assertThat(revision(first, 2).orElseThrow().madeAt()).isEqualTo(second);
    assertThat(revision(first, 2).orElseThrow().url()).isEqualTo(NASTY_URL);
    WebhookRevision withHeaders = revision(first, 3).orElseThrow();
    assertThat(withHeaders.madeAt()).isEqualTo(third);
    assertThat(List.copyOf(withHeaders.headers().entrySet()))
        .isEqualTo(List.copyOf(headers.entrySet()));
    assertThat(withHeaders.secret()).isEqualTo(first.secret());
    assertThat(revision(first, 4).orElseThrow().secret()).isEqualTo(rotated);
    assertThat(revision(first, 5).orElseThrow().certificate()).isEqualTo("chain " + NASTY);
    assertThat(revision(first, 6).orElseThrow().timeoutSeconds()).isEqualTo(7);
    assertThat(revision(first, 7)).contains(WebhookRevision.of(now, seventh));
    assertThat(revision(first, 8)).isEmpty();
    assertThat(webhooks().revision(Webhook.Id.random(), 1)).isEmpty();
  }

  @Test
  default void whatRequestsDoNotTellIsNoRevision() {
    Webhook webhook = webhook("any");
    webhooks().change(webhook.id(), w -> w);
    webhooks().change(webhook.id(), w -> logging(w, ResponseLog.ALL));
    disable(webhook);

    Webhook now = webhooks().find(webhook.id()).orElseThrow();
    assertThat(now.revision()).isEqualTo(1);
    assertThat(now.responses()).isEqualTo(ResponseLog.ALL);
    assertThat(revision(webhook, 2)).isEmpty();
  }

  @Test
  default void revisionsOutliveTheirWebhook() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(settled(due.delivery(), ReceiverResponse.of(204), 1, false));
    webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    webhooks().remove(webhook.id());
    clock().advance(Duration.ofDays(1));
    retention().purge(clock().instant().minus(Duration.ofDays(30)), 10);

    assertThat(revision(webhook, 1)).contains(WebhookRevision.of(webhook, webhook.createdAt()));
    assertThat(revision(webhook, 2)).isPresent();
  }

  @Test
  default void eachAttemptNamesWhatItWasMadeOf() {
    webhook("any");
    DueDelivery plain = recorded("plain");
    DueDelivery failing = recorded("failing");
    settle(settled(plain.delivery(), ReceiverResponse.of(204), 300, false));
    settle(settled(failing.delivery(), ReceiverResponse.of(503), 1, false));
    settle(settled(found(failing), ReceiverResponse.of(200), 70_000, false));

    assertThat(made(plain)).containsExactly(new AttemptTarget.Made(300, "Test/1"));
    assertThat(made(failing))
        .containsExactly(
            new AttemptTarget.Made(1, "Test/1"), new AttemptTarget.Made(70_000, "Test/1"));
  }

  @Test
  default void anAttemptThatNamesNothingComesBackSo() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    assertThat(made(due)).containsExactly(AttemptTarget.Made.UNKNOWN);
    assertThat(made(due).getFirst().known()).isFalse();
  }

  @Test
  default void aFirstAttemptThatWentWellIsKeptWholeWhereThatIsWanted() {
    webhook("any");
    DueDelivery due = recorded("one");
    ReceiverResponse answer =
        new ReceiverResponse(201, List.of(new Header("X-Seen", NASTY)), "body " + NASTY, 9, false);
    Settlement settlement = settled(due.delivery(), answer, 1, true);
    settle(settlement);

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id())).containsExactly(settlement.attempt());
    assertThat(store().log().find(due.delivery().id()).orElseThrow().entry().last().status())
        .isEqualTo(201);
  }

  @Test
  default void aRevisionGoesWithTheLastDeliveryThatMayNameIt() {
    Webhook webhook = webhook("any");
    DueDelivery old = recorded("old");
    DueDelivery waiting = recorded("waiting");
    settle(settled(old.delivery(), ReceiverResponse.of(204), 1, false));
    settle(settled(waiting.delivery(), ReceiverResponse.of(503), 1, false));
    clock().advance(Duration.ofDays(1));
    webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    clock().advance(Duration.ofDays(1));
    DueDelivery young = recorded("young");
    settle(settled(young.delivery(), ReceiverResponse.of(204), 2, false));

    clock().advance(Duration.ofHours(12));
    retention().purge(clock().instant().minus(Duration.ofDays(1)), 10);
    assertThat(deliveryActions().find(old.delivery().id())).isEmpty();
    assertThat(revision(webhook, 1)).as("one that waits was sent by it").isPresent();

    settle(settled(found(waiting), ReceiverResponse.of(204), 2, false));
    retention().purge(clock().instant().minus(Duration.ofHours(13)), 10);
    assertThat(revision(webhook, 1)).as("that one is in the log").isPresent();
    clock().advance(Duration.ofHours(6));
    retention().purge(clock().instant().minus(Duration.ofHours(1)), 10);
    assertThat(deliveryActions().find(waiting.delivery().id())).isEmpty();
    assertThat(revision(webhook, 1)).isEmpty();
    assertThat(revision(webhook, 2)).as("the present one").isPresent();
  }

  @Test
  default void aRevisionIsNotPurgedWhileAnAttemptMayBeOnItsWay() {
    Webhook webhook = webhook("any");
    webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    clock().advance(Duration.ofMinutes(10));
    retention().purge(clock().instant(), 10);
    assertThat(revision(webhook, 1)).isPresent();
    clock().advance(Duration.ofHours(1));
    retention().purge(clock().instant(), 10);
    assertThat(revision(webhook, 1)).isEmpty();
  }

  @Test
  default void withTheLogOfARemovedWebhookItsRevisionsGo() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(settled(due.delivery(), ReceiverResponse.of(204), 1, false));
    webhooks().remove(webhook.id());
    clock().advance(Duration.ofDays(1));
    retention().purge(clock().instant(), 10);
    assertThat(revision(webhook, 1)).isEmpty();
  }

  @Test
  default void revisionsOfManyWebhooksArePurgedInTheEnd() {
    List<Webhook> many = IntStream.range(0, 120).mapToObj(i -> webhook("number " + i)).toList();
    many.forEach(one -> webhooks().change(one.id(), w -> w.with(Secret.random())));
    clock().advance(Duration.ofDays(1));
    int purges = 0;
    while (retention().purge(clock().instant(), 10).more()) {
      purges++;
      assertThat(purges).isLessThan(10);
    }
    assertThat(many).allSatisfy(one -> assertThat(revision(one, 1)).isEmpty());
    assertThat(many).allSatisfy(one -> assertThat(revision(one, 2)).isPresent());
  }

  private Instant later() {
    clock().advance(Duration.ofSeconds(1));
    return clock().instant();
  }

  private Optional<WebhookRevision> revision(Webhook webhook, int number) {
    return webhooks().revision(webhook.id(), number);
  }

  private List<AttemptTarget.Made> made(DueDelivery due) {
    return attempts().of(due.delivery().id()).stream().map(a -> a.target().made()).toList();
  }

  private static Webhook with(Webhook w, String url, Map<String, String> headers, int timeout) {
    return w.toBuilder()
        .url(url)
        .headers(headers)
        .limits(new WebhookLimits(timeout, 0, 0, Ordering.NONE))
        .build();
  }

  private static Webhook logging(Webhook w, ResponseLog responses) {
    return w.toBuilder().description("other words").responses(responses).build();
  }

  private Settlement settled(
      Delivery delivery, ReceiverResponse answer, int revision, boolean whole) {
    Attempt attempt =
        new Attempt(
            delivery.attempts() + 1,
            clock().instant(),
            Duration.ofMillis(12),
            TestSettlements.outcome(answer),
            new Timings(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                Duration.ofMillis(4)),
            new AttemptTarget(
                "https://example.org/any",
                new AttemptTarget.Made(revision, "Test/1"),
                AttemptTarget.Peer.at("192.0.2.1:443")),
            false,
            whole);
    Settlement ended = answer.success() ? delivered(delivery) : retried(delivery, Duration.ZERO);
    return new Settlement(
        delivery,
        attempt,
        answer.success()
            ? new DeliveryState.Delivered(clock().instant())
            : new DeliveryState.Pending(clock().instant()),
        ended.health(),
        Optional.empty());
  }
}
