package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
 * @param ownerLimits what all webhooks of an owner may use together, by its name
 * @param failingFrom failures in a row until a webhook is shown as failing, at least 1
 */
public record DeliveryPolicy(
    RetrySchedule schedule,
    Set<Integer> retriedClientErrors,
    boolean disableOnGone,
    int failuresBeforeDisable,
    Duration timeout,
    int maxConcurrentPerWebhook,
    Function<String, OwnerLimits> ownerLimits,
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
    if (failingFrom < 1) {
      throw new IllegalArgumentException("failingFrom must be at least 1, but is " + failingFrom);
    }
  }

  /** A policy without limits for the webhooks of one owner together. */
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
        owner -> OwnerLimits.NONE,
        WebhookHealth.FAILING_FROM);
  }

  /**
   * The same policy with these limits of owners.
   *
   * @param limits is asked about an owner by its name, never about webhooks without one. Threads
   *     that send ask it, up to once a second for each owner: it must return at once, from memory.
   *     While it throws, an owner keeps the limits that it had
   */
  public DeliveryPolicy withOwnerLimits(Function<String, OwnerLimits> limits) {
    return new DeliveryPolicy(
        schedule,
        retriedClientErrors,
        disableOnGone,
        failuresBeforeDisable,
        timeout,
        maxConcurrentPerWebhook,
        limits,
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
        ownerLimits,
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
