package dev.carillon.hooks.webhook;

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

  /** Everything as the server says, no ordering. */
  public static final WebhookLimits DEFAULT = new WebhookLimits(0, 0, 0, Ordering.NONE);

  public WebhookLimits {
    checkRange("timeoutSeconds", timeoutSeconds, 60);
    checkRange("maxConcurrent", maxConcurrent, 1000);
    checkRange("maxPerSecond", maxPerSecond, 100_000);
  }

  private static void checkRange(String name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " must be 0–" + max + ": " + value);
    }
  }
}
