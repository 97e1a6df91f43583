package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;

/**
 * What one webhook may use. Zero stands for "as the server says".
 *
 * @param timeoutSeconds the deadline of a whole attempt, 1–60, or 0
 * @param maxConcurrent attempts in flight at once, 1–1000, or 0
 * @param maxPerSecond attempts started in a second, 1–100000, or 0 for no limit
 * @param ordering whether events of one subject keep their order
 */
public record WebhookLimits(
    int timeoutSeconds, int maxConcurrent, int maxPerSecond, Ordering ordering) {

  /** The longest deadline of an attempt. */
  public static final int TIMEOUT_SECONDS_MAX = 60;

  /** The most attempts in flight at once. */
  public static final int CONCURRENT_MAX = 1000;

  /** The most attempts started in a second. */
  public static final int PER_SECOND_MAX = 100_000;

  /** Everything as the server says, no ordering. */
  public static final WebhookLimits DEFAULT = new WebhookLimits(0, 0, 0, Ordering.NONE);

  /**
   * These limits.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that are out of range
   */
  public WebhookLimits {
    new Violations()
        .number("timeoutSeconds", timeoutSeconds, 0, TIMEOUT_SECONDS_MAX)
        .number("maxConcurrent", maxConcurrent, 0, CONCURRENT_MAX)
        .number("maxPerSecond", maxPerSecond, 0, PER_SECOND_MAX)
        .check();
  }
}
