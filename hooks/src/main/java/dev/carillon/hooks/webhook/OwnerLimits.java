package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;

/**
 * What all webhooks of one owner, a tenant, may use together. Zero stands for no limit.
 *
 * @param maxWebhooks how many of them may be registered, 1–100000, or 0
 * @param maxConcurrent their attempts in flight at once, in one process, 1–100000, or 0 for as many
 *     as are free for all others
 * @param maxPerSecond their attempts started in a second, in one process, 1–100000, or 0
 */
public record OwnerLimits(int maxWebhooks, int maxConcurrent, int maxPerSecond) {

  /** The highest limit of each kind. */
  public static final int MAX = 100_000;

  /** No limits. */
  public static final OwnerLimits NONE = new OwnerLimits(0, 0, 0);

  /**
   * These limits.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that are out of range
   */
  public OwnerLimits {
    new Violations()
        .number("maxWebhooks", maxWebhooks, 0, MAX)
        .number("maxConcurrent", maxConcurrent, 0, MAX)
        .number("maxPerSecond", maxPerSecond, 0, MAX)
        .check();
  }

  /** The same limits with so many webhooks, 1–100000; 0 = no limit. */
  public OwnerLimits withMaxWebhooks(int most) {
    return new OwnerLimits(most, maxConcurrent, maxPerSecond);
  }

  /** The same limits with so many attempts in flight at once, 1–100000; 0 = no limit. */
  public OwnerLimits withMaxConcurrent(int most) {
    return new OwnerLimits(maxWebhooks, most, maxPerSecond);
  }

  /** The same limits with so many attempts started in a second, 1–100000; 0 = no limit. */
  public OwnerLimits withMaxPerSecond(int most) {
    return new OwnerLimits(maxWebhooks, maxConcurrent, most);
  }
}
