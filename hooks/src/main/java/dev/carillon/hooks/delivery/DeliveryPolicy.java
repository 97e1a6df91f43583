package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for all webhooks, of which {@link DeliveryRules} of a webhook may replace some. It may
 * be replaced while the engine runs.
 *
 * @param schedule when a failed delivery is tried again
 * @param retriedClientErrors the 4xx codes that are retried like a 5xx
 * @param disableOnGone whether 410 disables the webhook
 * @param failuresBeforeDisable this many failed attempts within {@link #DISABLE_WINDOW} disable a
 *     webhook; -1 = never
 * @param timeout the deadline of a whole attempt
 * @param maxConcurrentPerWebhook attempts of one webhook in flight at once
 * @param maxConcurrentPerOwner attempts of all webhooks of one owner in flight at once, in one
 *     process; 0 = as many as are free for all others
 * @param failingFrom failures in a row until a webhook is shown as failing, at least 1
 */
public record DeliveryPolicy(
    RetrySchedule schedule,
    Set<Integer> retriedClientErrors,
    boolean disableOnGone,
    int failuresBeforeDisable,
    Duration timeout,
    int maxConcurrentPerWebhook,
    int maxConcurrentPerOwner,
    int failingFrom) {

  /** The time within which failures are counted for disabling. */
  public static final Duration DISABLE_WINDOW = Duration.ofSeconds(10);

  /** The default policy. */
  public static final DeliveryPolicy DEFAULT =
      new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(), false, 50, Duration.ofSeconds(15), 16);

  public DeliveryPolicy {
    retriedClientErrors = Set.copyOf(retriedClientErrors);
    if (failuresBeforeDisable < -1 || failuresBeforeDisable == 0) {
      throw new IllegalArgumentException("failuresBeforeDisable must be -1 or at least 1");
    }
    if (maxConcurrentPerWebhook < 1) {
      throw new IllegalArgumentException("maxConcurrentPerWebhook must be at least 1");
    }
    if (maxConcurrentPerOwner < 0) {
      throw new IllegalArgumentException(
          "maxConcurrentPerOwner must be 0 or more, but is " + maxConcurrentPerOwner);
    }
    if (failingFrom < 1) {
      throw new IllegalArgumentException("failingFrom must be at least 1, but is " + failingFrom);
    }
  }

  /** A policy without a limit for the webhooks of one owner together. */
  public DeliveryPolicy(
      RetrySchedule schedule,
      Set<Integer> retriedClientErrors,
      boolean disableOnGone,
      int failuresBeforeDisable,
      Duration timeout,
      int maxConcurrentPerWebhook) {
    this(
        schedule,
        retriedClientErrors,
        disableOnGone,
        failuresBeforeDisable,
        timeout,
        maxConcurrentPerWebhook,
        0,
        WebhookHealth.FAILING_FROM);
  }

  /** The same policy with so many attempts of one owner in flight at once; 0 = no such limit. */
  public DeliveryPolicy withMaxConcurrentPerOwner(int most) {
    return new DeliveryPolicy(
        schedule,
        retriedClientErrors,
        disableOnGone,
        failuresBeforeDisable,
        timeout,
        maxConcurrentPerWebhook,
        most,
        failingFrom);
  }

  /** This policy for a webhook with these rules: what they set replaces what is set here. */
  public DeliveryPolicy with(DeliveryRules rules) {
    if (rules.equals(DeliveryRules.DEFAULT)) {
      return this;
    }
    Set<Integer> retried = new HashSet<>(retriedClientErrors);
    retried.addAll(rules.retriedStatuses());
    Boolean onGone = rules.disableOnGone();
    return new DeliveryPolicy(
        rules.retryDelays().isEmpty() ? schedule : schedule.with(rules.retryDelays()),
        retried,
        onGone == null ? disableOnGone : onGone,
        rules.disableAfter() == 0 ? failuresBeforeDisable : rules.disableAfter(),
        timeout,
        maxConcurrentPerWebhook,
        maxConcurrentPerOwner,
        rules.failingAfter() == 0 ? failingFrom : rules.failingAfter());
  }

  /** Disables a webhook after a 410, if that is set, or after too many failures of any kind. */
  Optional<WebhookState.Disabled> disabling(Outcome outcome, int failuresInWindow, Instant at) {
    if (disableOnGone
        && outcome instanceof Outcome.Rejected(ReceiverResponse response)
        && response.status() == 410) {
      return Optional.of(new WebhookState.Disabled(at, WebhookState.Reason.GONE, outcome.error()));
    }
    return failuresBeforeDisable > 0 && failuresInWindow >= failuresBeforeDisable
        ? Optional.of(disabledByFailures(failuresInWindow, outcome, at))
        : Optional.empty();
  }

  /** The state of a webhook that this many failures within the window disabled. */
  static WebhookState.Disabled disabledByFailures(int failures, Outcome last, Instant at) {
    return new WebhookState.Disabled(
        at,
        WebhookState.Reason.FAILURES,
        failures
            + " failed attempts within "
            + DISABLE_WINDOW.toSeconds()
            + " s, the last: "
            + last.error());
  }
}
