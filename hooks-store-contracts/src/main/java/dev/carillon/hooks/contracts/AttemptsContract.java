package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Attempts are shown as they were made: first attempts, retries and redeliveries, also much later.
 */
public interface AttemptsContract extends SuccessionFixture {

  @Test
  default void eachOfManyThatAreSettledTogetherKeepsItsOwnNumbers() {
    webhook("any");
    webhook("other");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      due.addAll(store().record(event("number " + i)).due());
    }
    List<Settlement> batch = new ArrayList<>();
    List<Attempt> made = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      Duration took = Duration.ofNanos(1_000L * (i * 7_919 + 1));
      Attempt attempt =
          new Attempt(
              1,
              clock().instant().minusNanos(1_000L * i * 13),
              took,
              new Outcome.Accepted(ReceiverResponse.of(200 + i % 3)),
              Timings.NONE,
              new AttemptTarget(
                  "", new AttemptTarget.Made(1 + i % 4, "Test/" + i % 2), AttemptTarget.Peer.NONE),
              false,
              false);
      made.add(attempt);
      Instant endedAt = clock().instant().plusNanos(1_000L * i);
      batch.add(
          new Settlement(
              due.get(i).delivery(),
              attempt,
              new DeliveryState.Delivered(endedAt),
              WebhookHealth.NONE,
              Optional.empty()));
    }
    settlements().settle(batch.reversed());
    succeed();

    for (int i = 0; i < due.size(); i++) {
      assertThat(attempts().of(due.get(i).delivery().id())).containsExactly(made.get(i));
      assertThat(found(due.get(i)).state()).isEqualTo(batch.get(i).next());
      assertThat(store().log().find(due.get(i).delivery().id()).orElseThrow().entry().last())
          .isEqualTo(new Last(200 + i % 3, "", made.get(i).duration()));
    }
  }

  @Test
  default void aSecondTryShowsBothAttemptsWithAllThatIsKnownOfThem() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    Attempt first = made(1, new Outcome.Rejected(response(503, "busy")), false);
    settle(due.delivery(), first, new DeliveryState.Pending(clock().instant().plusSeconds(5)));
    succeed();
    assertThat(attempts().of(due.delivery().id())).containsExactly(first);
    clock().advance(Duration.ofSeconds(5));
    Attempt second = made(2, new Outcome.Accepted(response(201, "taken")), false);
    settle(found(due), second, new DeliveryState.Delivered(clock().instant()));
    succeed();

    assertThat(attempts().of(due.delivery().id())).containsExactly(first, second);
    assertThat(found(due).attempts()).isEqualTo(2);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(store().log().find(due.delivery().id()).orElseThrow().entry().last())
        .isEqualTo(new Last(201, "", second.duration()));
  }

  @Test
  default void afterAFirstAttemptThatWentWellARedeliveryThatFailsIsTheLastAttemptButNotTheEnd() {
    webhook("any");
    DueDelivery due = recorded("one");
    Attempt first = made(1, new Outcome.Accepted(response(200, "")), false);
    settle(due.delivery(), first, new DeliveryState.Delivered(clock().instant()));
    deliveryActions().redeliver(due.delivery().id());
    Attempt second = made(2, new Outcome.NoResponse(ErrorClass.ANSWER_TIMEOUT, "no answer"), true);
    settle(found(due), second, found(due).state());
    succeed();

    assertThat(attempts().of(due.delivery().id()))
        .containsExactly(
            new Attempt(
                1,
                first.at(),
                first.duration(),
                new Outcome.Accepted(ReceiverResponse.of(200)),
                Timings.NONE,
                new AttemptTarget("", first.target().made(), AttemptTarget.Peer.NONE),
                false,
                false),
            second);
    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(store().log().find(due.delivery().id()).orElseThrow().entry().last())
        .isEqualTo(new Last(0, "answer_timeout", second.duration()));
  }

  @Test
  default void aWholeScheduleOfRetriesIsKeptAttemptByAttempt() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    List<Attempt> expected = new ArrayList<>();
    for (int number = 1; number <= 9; number++) {
      clock().advance(Duration.ofMinutes(1));
      Outcome outcome =
          number % 2 == 0
              ? new Outcome.NoResponse(ErrorClass.CONNECT_TIMEOUT, "attempt " + number)
              : new Outcome.Rejected(response(500 + number, "attempt " + number));
      expected.add(made(number, outcome, false));
      Instant now = clock().instant();
      settle(
          found(due),
          expected.getLast(),
          number == 9 ? new DeliveryState.Exhausted(now) : new DeliveryState.Pending(now));
      assertThat(allDue(webhook)).hasSize(number == 9 ? 0 : 1);
    }
    succeed();
    assertThat(attempts().of(due.delivery().id())).isEqualTo(expected);
    assertThat(found(due).state()).isEqualTo(new DeliveryState.Exhausted(clock().instant()));
  }

  @Test
  default void noTimeOrDurationIsRoundedFurtherThanToAMicrosecond() {
    webhook("any");
    for (Duration took :
        List.of(Duration.ZERO, Duration.ofNanos(1_000), Duration.ofMillis(59_999_999))) {
      DueDelivery well = recorded("well");
      DueDelivery failed = recorded("failed");
      Instant at = clock().instant().minusNanos(7_000);
      Attempt success = new Attempt(1, at, took, new Outcome.Accepted(ReceiverResponse.of(299)));
      Attempt failure = new Attempt(1, at, took, new Outcome.Rejected(ReceiverResponse.of(404)));
      settle(well.delivery(), success, new DeliveryState.Delivered(clock().instant()));
      settle(failed.delivery(), failure, new DeliveryState.Exhausted(clock().instant()));
      assertThat(attempts().of(well.delivery().id())).containsExactly(success);
      assertThat(attempts().of(failed.delivery().id())).containsExactly(failure);
    }
  }

  @Test
  default void whatAReceiverAskedForAndHowItHasBeenDoingOutlastARestart() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    Settlement failed = retried(due.delivery(), Duration.ofSeconds(1));
    Instant until = clock().instant().plusSeconds(3_600);
    settlements()
        .settle(
            List.of(
                new Settlement(
                    failed.before(),
                    failed.attempt(),
                    failed.next(),
                    failed.health(),
                    failed.disabled(),
                    until)));
    succeed();
    assertThat(webhooks().holds(clock().instant())).isEqualTo(Map.of(webhook.id(), until));
    assertThat(webhooks().health(webhook.id())).isEqualTo(failed.health());
    assertThat(allDue(webhook).getFirst().dueAt())
        .as("a hold is the webhook's, not the delivery's")
        .isEqualTo(clock().instant().plusSeconds(1));
    assertThat(webhooks().release(webhook.id())).isTrue();
    succeed();
    assertThat(webhooks().holds(clock().instant())).isEmpty();
  }

  private void settle(Delivery before, Attempt attempt, DeliveryState next) {
    settlements()
        .settle(
            List.of(new Settlement(before, attempt, next, WebhookHealth.NONE, Optional.empty())));
  }

  private static ReceiverResponse response(int status, String body) {
    return new ReceiverResponse(
        status, List.of(new Header("X-Told", NASTY)), body, body.length(), false);
  }

  private Attempt made(int number, Outcome outcome, boolean redelivery) {
    return new Attempt(
        number,
        clock().instant().minusMillis(number),
        Duration.ofNanos(1_234_567_000L * number),
        outcome,
        new Timings(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(number),
            Duration.ofMillis(4)),
        new AttemptTarget(
            "https://example.org/at/" + number,
            new AttemptTarget.Made(number, "Test/1"),
            AttemptTarget.Peer.at("192.0.2." + number + ":443")),
        redelivery,
        false);
  }
}
