package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;
import java.time.Duration;

/**
 * Whether a webhook's events are held for a while, and then sent with fewer requests. Debouncing
 * sends one event for all those of one subject that follow each other; a batch sends many events as
 * one JSON array. Both together: what debouncing leaves is batched.
 *
 * @param debounceSeconds the events of a subject are held until none came for so long, or 500 of
 *     them are held, 1–86,400; 0 = they are not
 * @param maxWaitSeconds no event is held longer by debouncing, from {@code debounceSeconds} to
 *     604,800 (7 days); 0 = ten times {@code debounceSeconds}, 7 days at most
 * @param batchMaxEvents a batch has at most so many events, 2–1,000; 0 = there are no batches
 * @param batchMaxSeconds a batch is sent at the latest so long after its first event came, 1–3,600;
 *     0 = there are no batches
 */
public record Grouping(
    int debounceSeconds, int maxWaitSeconds, int batchMaxEvents, int batchMaxSeconds) {

  /** The longest quiet time, in seconds: a day. */
  public static final int DEBOUNCE_SECONDS_MAX = 86_400;

  /** The longest that debouncing may hold an event, in seconds: seven days. */
  public static final int MAX_WAIT_SECONDS_MAX = 604_800;

  /** The least number of events that a batch may be limited to. */
  public static final int BATCH_EVENTS_MIN = 2;

  /** The most events in a batch. */
  public static final int BATCH_EVENTS_MAX = 1000;

  /** The longest that a batch may wait for more events, in seconds: an hour. */
  public static final int BATCH_SECONDS_MAX = 3600;

  /** Each event is sent by itself, at once. */
  public static final Grouping NONE = new Grouping(0, 0, 0, 0);

  /** A longest wait that is not set is so many times the quiet time. */
  private static final int WAIT_FACTOR = 10;

  /**
   * These settings.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that are out of range
   */
  public Grouping {
    Violations violations = new Violations();
    violations.number("debounceSeconds", debounceSeconds, 0, DEBOUNCE_SECONDS_MAX);
    if (maxWaitSeconds != 0 || debounceSeconds == 0) {
      int least = Math.max(0, debounceSeconds);
      violations.number(
          "maxWaitSeconds", maxWaitSeconds, least, debounceSeconds == 0 ? 0 : MAX_WAIT_SECONDS_MAX);
    }
    if (batchMaxEvents != 0 || batchMaxSeconds != 0) {
      violations.number("batch.maxEvents", batchMaxEvents, BATCH_EVENTS_MIN, BATCH_EVENTS_MAX);
      violations.number("batch.maxSeconds", batchMaxSeconds, 1, BATCH_SECONDS_MAX);
    }
    violations.check();
  }

  /** Whether events are held at all. */
  public boolean any() {
    return debounces() || batches();
  }

  /** Whether events of one subject are held until none comes for a while. */
  public boolean debounces() {
    return debounceSeconds > 0;
  }

  /** Whether several events are sent by one request. */
  public boolean batches() {
    return batchMaxEvents > 0;
  }

  /** How long no event of a subject may come until those that are held are sent. */
  public Duration debounce() {
    return Duration.ofSeconds(debounceSeconds);
  }

  /** How long debouncing holds an event at most. */
  public Duration maxWait() {
    return Duration.ofSeconds(
        maxWaitSeconds > 0
            ? maxWaitSeconds
            : Math.min((long) WAIT_FACTOR * debounceSeconds, MAX_WAIT_SECONDS_MAX));
  }

  /** How long a batch waits for more events at most. */
  public Duration batchWait() {
    return Duration.ofSeconds(batchMaxSeconds);
  }
}
