package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Step ⑥: what an attempt's outcome means for the delivery and its webhook. Pure; the store writes
 * it in one transaction.
 *
 * @param before the delivery as it was when the attempt began
 * @param attempt what was tried
 * @param next the delivery's new state
 * @param health the webhook's health after it; the same object where nothing changed
 * @param disabled present where this attempt switched the webhook off
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Settlement(
    Delivery before,
    Attempt attempt,
    DeliveryState next,
    Health health,
    Optional<WebhookState.Disabled> disabled) {

  /**
   * Decides.
   *
   * @param now the engine's clock, for due times
   * @param failuresInWindow failed attempts of this webhook within {@link
   *     DeliveryPolicy#DISABLE_WINDOW}, this one included
   */
  public static Settlement of(
      Delivery delivery,
      Attempt attempt,
      DeliveryPolicy policy,
      Health health,
      int failuresInWindow,
      Instant now,
      RandomGenerator random) {
    Outcome outcome = attempt.outcome();
    if (outcome.success()) {
      return new Settlement(
          delivery,
          attempt,
          new DeliveryState.Delivered(now),
          health.afterSuccess(),
          Optional.empty());
    }
    DeliveryState next =
        attempt.manual() ? delivery.state() : afterFailure(attempt, policy, now, random);
    boolean exhausted = !attempt.manual() && next instanceof DeliveryState.Exhausted;
    return new Settlement(
        delivery,
        attempt,
        next,
        health.afterFailure(attempt.at(), outcome.error(), exhausted),
        disabling(outcome, policy, failuresInWindow, attempt.at()));
  }

  /** A resend that fails is not here: it starts no schedule and leaves the delivery as it was. */
  private static DeliveryState afterFailure(
      Attempt attempt, DeliveryPolicy policy, Instant now, RandomGenerator random) {
    return retried(attempt.outcome(), policy) && policy.schedule().retriesAfter(attempt.number())
        ? new DeliveryState.Pending(now.plus(wait(attempt, policy.schedule(), random)))
        : new DeliveryState.Exhausted(now);
  }

  private static boolean retried(Outcome outcome, DeliveryPolicy policy) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> false;
      case Outcome.Unreachable unreachable -> true;
      case Outcome.Blocked blocked -> true;
      case Outcome.Rejected rejected -> {
        int status = rejected.answer().status();
        yield (status >= 500 && status <= 599) || policy.retriedClientErrors().contains(status);
      }
    };
  }

  private static Duration wait(Attempt attempt, RetrySchedule schedule, RandomGenerator random) {
    Duration planned = schedule.delay(attempt.number(), random);
    if (attempt.outcome() instanceof Outcome.Rejected(Answer answer)
        && (answer.status() == 503 || answer.status() == 429)) {
      Duration asked = RetryAfter.of(answer, attempt.at().plus(attempt.duration()));
      return asked.compareTo(planned) > 0 ? asked : planned;
    }
    return planned;
  }

  private static Optional<WebhookState.Disabled> disabling(
      Outcome outcome, DeliveryPolicy policy, int failuresInWindow, Instant at) {
    if (policy.disableOnGone()
        && outcome instanceof Outcome.Rejected(Answer answer)
        && answer.status() == 410) {
      return Optional.of(new WebhookState.Disabled(at, WebhookState.Reason.GONE, outcome.error()));
    }
    if (policy.failuresBeforeDisable() > 0 && failuresInWindow >= policy.failuresBeforeDisable()) {
      return Optional.of(
          new WebhookState.Disabled(at, WebhookState.Reason.FAILURES, outcome.error()));
    }
    return Optional.empty();
  }
}
