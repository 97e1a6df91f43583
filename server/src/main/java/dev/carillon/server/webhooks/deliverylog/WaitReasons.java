package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why pending deliveries wait. Which webhooks are held is asked for at most once in half a second,
 * however many deliveries are shown.
 */
public final class WaitReasons {

  private static final Duration FRESH = Duration.ofMillis(500);

  private final Webhooks webhooks;
  private final InstantSource clock;
  private volatile Known known = new Known(Map.of(), Instant.MIN);

  /**
   * Waits for these webhooks.
   *
   * @param clock the engine's, by which deliveries are due
   */
  public WaitReasons(Webhooks webhooks, InstantSource clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  /** What a pending delivery that is due then waits for. */
  public Wait of(Webhook.Id webhook, Instant dueAt) {
    Instant now = clock.instant();
    Optional<Webhook> to = webhooks.current().find(webhook);
    if (to.isPresent() && !to.get().enabled()) {
      return new Wait(Reason.DISABLED, Instant.MAX);
    }
    if (to.isPresent() && to.get().pulled()) {
      return new Wait(Reason.CONSUMER, Instant.MAX);
    }
    Instant held = holds(now).getOrDefault(webhook, Instant.EPOCH);
    if (held.isAfter(now) && !held.isBefore(dueAt)) {
      return new Wait(Reason.HELD, held);
    }
    return dueAt.isAfter(now) ? new Wait(Reason.RETRY, dueAt) : new Wait(Reason.TURN, Instant.MAX);
  }

  private Map<Webhook.Id, Instant> holds(Instant now) {
    Known last = known;
    if (!last.readAt().isAfter(now.minus(FRESH))) {
      last = new Known(webhooks.holds(now), now);
      known = last;
    }
    return last.holds();
  }

  private record Known(Map<Webhook.Id, Instant> holds, Instant readAt) {}

  /**
   * What is waited for.
   *
   * @param until {@link Instant#MAX} where no time is known
   */
  public record Wait(Reason reason, Instant until) {}

  /** Why a pending delivery is not sent now. */
  public enum Reason {
    /** Its webhook is disabled. */
    DISABLED,
    /** Its webhook's receiver asked that nothing be sent before a time. */
    HELD,
    /** Its next retry is planned for a time. */
    RETRY,
    /** Nothing: it is on the wire, or next as soon as the webhook's limits allow. */
    TURN,
    /** A reader of the consumer fetches and acknowledges it. */
    CONSUMER;

    /** The name that is shown. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
