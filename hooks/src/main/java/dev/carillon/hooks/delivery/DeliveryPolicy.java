package dev.carillon.hooks.delivery;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rules for all webhooks. {@link DeliveryRules} of a webhook may replace some, and add to
 * {@code retriedClientErrors}. Begin with {@link #DEFAULT}: {@code
 * DeliveryPolicy.DEFAULT.withTimeout(Duration.ofSeconds(5))}.
 *
 * @param schedule when a failed delivery is tried again
 * @param retriedClientErrors the 4xx codes that are retried like a 5xx, 400–499 each
 * @param disableOnGone whether 410 disables the webhook
 * @param failuresBeforeDisable this many failed attempts within {@link #DISABLE_WINDOW} disable a
 *     webhook, at least 1; -1 = never
 * @param timeout the deadline of a whole attempt, from the look-up of the host's address to the
 *     last byte of the response: 1 millisecond to 10 minutes
 * @param maxConcurrentPerWebhook attempts of one webhook in flight at once, at least 1
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

  /** The shortest deadline of an attempt. */
  public static final Duration TIMEOUT_MIN = Duration.ofMillis(1);

  /** The longest deadline of an attempt. */
  public static final Duration TIMEOUT_MAX = Duration.ofMinutes(10);

  /**
   * The retries of {@link RetrySchedule#DEFAULT}; no 4xx is retried, and 410 disables nothing; 50
   * failures within {@link #DISABLE_WINDOW} disable a webhook; a timeout of 15 seconds; 16 attempts
   * of a webhook at once; no limits of owners; a webhook is shown as failing after {@value
   * dev.carillon.hooks.webhook.WebhookHealth#FAILING_FROM} failures in a row.
   */
  public static final DeliveryPolicy DEFAULT =
      new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(), false, 50, Duration.ofSeconds(15), 16);

  /**
   * A policy.
   *
   * @throws ValidationException naming the first value that is not allowed
   */
  public DeliveryPolicy {
    retriedClientErrors = Set.copyOf(retriedClientErrors);
    for (int status : retriedClientErrors) {
      require(status >= 400 && status <= 499, "retriedClientErrors", status, "400 to 499");
    }
    require(
        failuresBeforeDisable == -1 || failuresBeforeDisable >= 1,
        "failuresBeforeDisable",
        failuresBeforeDisable,
        "at least 1, or -1 for never");
    require(
        timeout.compareTo(TIMEOUT_MIN) >= 0 && timeout.compareTo(TIMEOUT_MAX) <= 0,
        "timeout",
        timeout,
        "1 millisecond to 10 minutes, such as Duration.ofSeconds(15)");
    require(
        maxConcurrentPerWebhook >= 1,
        "maxConcurrentPerWebhook",
        maxConcurrentPerWebhook,
        "at least 1");
    require(failingFrom >= 1, "failingFrom", failingFrom, "at least 1");
  }

  /** Makes nothing where all is well: each settlement may make a policy. */
  private static void require(boolean allowed, String field, Object value, String rule) {
    if (!allowed) {
      throw new ValidationException(new Violation(field, String.valueOf(value), rule));
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
    return changed(draft -> draft.ownerLimits = limits);
  }

  /** The same policy with this schedule of retries. */
  public DeliveryPolicy withSchedule(RetrySchedule other) {
    return changed(draft -> draft.schedule = other);
  }

  /** The same policy with these 4xx codes retried, 400–499 each, and no other ones. */
  public DeliveryPolicy withRetriedClientErrors(Set<Integer> statuses) {
    return changed(draft -> draft.retriedClientErrors = statuses);
  }

  /** The same policy, by which a response of 410 disables a webhook, or does not. */
  public DeliveryPolicy withDisableOnGone(boolean disables) {
    return changed(draft -> draft.disableOnGone = disables);
  }

  /**
   * The same policy, by which so many failed attempts within {@link #DISABLE_WINDOW} disable a
   * webhook: at least 1; -1 = never.
   */
  public DeliveryPolicy withFailuresBeforeDisable(int failures) {
    return changed(draft -> draft.failuresBeforeDisable = failures);
  }

  /** The same policy with this deadline of a whole attempt, 1 millisecond to 10 minutes. */
  public DeliveryPolicy withTimeout(Duration deadline) {
    return changed(draft -> draft.timeout = deadline);
  }

  /** The same policy with so many attempts of one webhook in flight at once, at least 1. */
  public DeliveryPolicy withMaxConcurrentPerWebhook(int attempts) {
    return changed(draft -> draft.maxConcurrentPerWebhook = attempts);
  }

  /** The same policy, by which so many failures in a row show a webhook as failing: at least 1. */
  public DeliveryPolicy withFailingFrom(int failures) {
    return changed(draft -> draft.failingFrom = failures);
  }

  private DeliveryPolicy changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.policy();
  }

  /**
   * This policy for a webhook with these rules: what they set replaces what is set here; the
   * statuses that they retry are added.
   */
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

  /** A copy of a policy's values, one of which is changed before they are a policy again. */
  private static final class Draft {

    private RetrySchedule schedule;
    private Set<Integer> retriedClientErrors;
    private boolean disableOnGone;
    private int failuresBeforeDisable;
    private Duration timeout;
    private int maxConcurrentPerWebhook;
    private Function<String, OwnerLimits> ownerLimits;
    private int failingFrom;

    Draft(DeliveryPolicy of) {
      schedule = of.schedule;
      retriedClientErrors = of.retriedClientErrors;
      disableOnGone = of.disableOnGone;
      failuresBeforeDisable = of.failuresBeforeDisable;
      timeout = of.timeout;
      maxConcurrentPerWebhook = of.maxConcurrentPerWebhook;
      ownerLimits = of.ownerLimits;
      failingFrom = of.failingFrom;
    }

    DeliveryPolicy policy() {
      return new DeliveryPolicy(
          schedule,
          retriedClientErrors,
          disableOnGone,
          failuresBeforeDisable,
          timeout,
          maxConcurrentPerWebhook,
          ownerLimits,
          failingFrom);
    }
  }
}
