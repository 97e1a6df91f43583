package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Step ⑥: what an attempt's outcome means for the delivery and its webhook. Pure; the store writes
 * it in one transaction.
 *
 * <p>An {@link Outcome} is one of five: accepted (2xx), rejected (another response), no response
 * (also a timeout), blocked (the address guard refused the address), and acknowledged (a consumer
 * fetched and acknowledged it; not settled here). A {@link DeliveryState} after an attempt is
 * delivered, pending (with the time of the next attempt), or exhausted, which the console shows as
 * Failed; a redelivery that fails leaves the state as it was. {@link DeliveryPolicy} is the rules:
 * the retry schedule and what disables a webhook. {@link WebhookHealth} is what a webhook's last
 * attempts say of its receiver.
 *
 * <p>What counts towards disabling is decided by the caller, {@code Lane.settle} of the engine,
 * with a {@code FailureCounter} for each webhook: every attempt that did not get a 2xx counts,
 * whether it is retried or not, also a redelivery and one that the address guard blocked. While the
 * webhook is disabled none counts. All are forgotten when it is disabled and when it is enabled.
 *
 * @param before the delivery as it was when the attempt began
 * @param attempt what was tried
 * @param next the delivery's new state
 * @param health the webhook's health after it; the same object where nothing changed
 * @param disabled present where this attempt switched the webhook off
 * @param heldUntil until when the receiver asked that nothing at all be sent to this webhook;
 *     {@link Instant#EPOCH} = it did not
 * @param disabledFrom how many failed attempts of all nodes within {@link
 *     DeliveryPolicy#DISABLE_WINDOW}, this one included, switch the webhook off; 0 = none do
 * @param usedUp whether it was the last of several retries, all of which failed, which shows the
 *     webhook as failing at once
 * @param failingFrom so many failures in a row of all nodes show the webhook as failing
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Settlement(
    Delivery before,
    Attempt attempt,
    DeliveryState next,
    WebhookHealth health,
    Optional<WebhookState.Disabled> disabled,
    Instant heldUntil,
    int disabledFrom,
    boolean usedUp,
    int failingFrom) {

  /** The settlement of an attempt that is not counted with others. */
  public Settlement(
      Delivery before,
      Attempt attempt,
      DeliveryState next,
      WebhookHealth health,
      Optional<WebhookState.Disabled> disabled,
      Instant heldUntil) {
    this(before, attempt, next, health, disabled, heldUntil, 0, false, WebhookHealth.FAILING_FROM);
  }

  /** The settlement of an attempt whose response has no {@code Retry-After} that counts. */
  public Settlement(
      Delivery before,
      Attempt attempt,
      DeliveryState next,
      WebhookHealth health,
      Optional<WebhookState.Disabled> disabled) {
    this(before, attempt, next, health, disabled, Instant.EPOCH);
  }

  /** Whether the receiver asked by {@code Retry-After} that nothing be sent for a while. */
  public boolean holds() {
    return heldUntil.isAfter(Instant.EPOCH);
  }

  /** The settlement without its hold: the receiver that asked for it is not called any more. */
  public Settlement withoutHold() {
    return new Settlement(
        before, attempt, next, health, disabled, Instant.EPOCH, disabledFrom, usedUp, failingFrom);
  }

  /**
   * This settlement, with health and disabling computed from the attempts of all nodes, whose
   * failures the store keeps in the webhook's row ({@code SharedHealth} of {@code hooks-jdbc}).
   *
   * @param stored the health as it was before, by the attempts of all of them
   * @param failures how many of those failed within {@link DeliveryPolicy#DISABLE_WINDOW}, this one
   *     included
   */
  public Settlement among(WebhookHealth stored, int failures) {
    Outcome outcome = attempt.outcome();
    WebhookHealth known = stored.afterPayload(health.largestPayloadBytes());
    WebhookHealth shared =
        outcome.success()
            ? known.afterSuccess(attempt.at())
            : known.afterFailure(attempt.at(), outcome.error(), usedUp, failingFrom);
    Optional<WebhookState.Disabled> off =
        disabled.isEmpty() && disabledFrom > 0 && failures >= disabledFrom
            ? Optional.of(DeliveryPolicy.disabledByFailures(failures, outcome, attempt.at()))
            : disabled;
    return new Settlement(
        before, attempt, next, shared, off, heldUntil, disabledFrom, usedUp, failingFrom);
  }

  /**
   * Decides.
   *
   * @param now the engine's clock, for due times
   * @param failuresInWindow failed attempts of this webhook within {@link
   *     DeliveryPolicy#DISABLE_WINDOW}, this one included; 0 where it cannot switch the webhook
   *     off, as after a success or while the webhook is disabled
   */
  public static Settlement of(
      Delivery delivery,
      Attempt attempt,
      DeliveryPolicy policy,
      WebhookHealth health,
      int failuresInWindow,
      Instant now,
      RandomGenerator random) {
    Outcome outcome = attempt.outcome();
    if (outcome.success()) {
      return new Settlement(
          delivery,
          attempt,
          new DeliveryState.Delivered(now),
          health.afterSuccess(attempt.at()),
          Optional.empty());
    }
    // a redelivery that fails leaves delivered, exhausted or cancelled as it was
    DeliveryState next =
        attempt.redelivery() ? delivery.state() : afterFailure(attempt, policy, now, random);
    boolean usedUp = isLastOfSchedule(attempt, policy);
    return new Settlement(
        delivery,
        attempt,
        next,
        health.afterFailure(attempt.at(), outcome.error(), usedUp, policy.failingFrom()),
        policy.disabling(outcome, failuresInWindow, attempt.at()),
        heldUntil(attempt, policy, now),
        failuresInWindow > 0 ? Math.max(0, policy.failuresBeforeDisable()) : 0,
        usedUp,
        policy.failingFrom());
  }

  /**
   * The state after an attempt that failed; not for a redelivery, which leaves the state as it was.
   */
  private static DeliveryState afterFailure(
      Attempt attempt, DeliveryPolicy policy, Instant now, RandomGenerator random) {
    return isRetryable(attempt.outcome(), policy)
            && policy.schedule().retriesAfter(attempt.number())
        ? new DeliveryState.Pending(now.plus(policy.schedule().delay(attempt.number(), random)))
        : new DeliveryState.Exhausted(now);
  }

  /**
   * Whether this was the last of several retries, all of which failed: a sign that the receiver
   * does not work. A response that is final at the first attempt, such as 400, is not: the receiver
   * works and refuses this one event.
   */
  private static boolean isLastOfSchedule(Attempt attempt, DeliveryPolicy policy) {
    return !attempt.redelivery()
        && attempt.number() > 1
        && isRetryable(attempt.outcome(), policy)
        && !policy.schedule().retriesAfter(attempt.number());
  }

  private static boolean isRetryable(Outcome outcome, DeliveryPolicy policy) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> false;
      // never comes here: SqlConsumers settles what consumers fetch
      case Outcome.Acknowledged acknowledged -> false;
      case Outcome.NoResponse noResponse -> true;
      case Outcome.Blocked blocked -> true;
      case Outcome.Rejected rejected -> {
        int status = rejected.response().status();
        yield (status >= 500 && status <= 599) || policy.retriedClientErrors().contains(status);
      }
    };
  }

  /**
   * {@link RetryAfterHeader} of a receiver that is too busy holds all deliveries of its webhook.
   */
  private static Instant heldUntil(Attempt attempt, DeliveryPolicy policy, Instant now) {
    if (attempt.outcome() instanceof Outcome.Rejected(ReceiverResponse response)
        && (response.status() == 503
            || (response.status() == 429 && policy.retriedClientErrors().contains(429)))) {
      Duration asked = RetryAfterHeader.of(response, attempt.at().plus(attempt.duration()));
      return asked.isZero() ? Instant.EPOCH : now.plus(asked);
    }
    return Instant.EPOCH;
  }
}
