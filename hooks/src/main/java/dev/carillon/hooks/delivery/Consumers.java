package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives out the events of webhooks that are fetched ({@link Webhook#pulled}, called consumers), at
 * least once: what is not acknowledged before its lease ends is given out again. Readers of one
 * consumer share its events, on whichever node they ask; none gets what another one has on lease.
 * Where the webhook is ordered by subject, one subject's events are with one reader at a time, in
 * their order: a further one is given out once all earlier ones are acknowledged, or together with
 * them.
 */
public interface Consumers {

  /** At most so many events are given out with one response. */
  int EVENTS_MAX = 1_000;

  /** About so many bytes of payloads are given out with one response; one event always is. */
  long BYTES_MAX = 8L * 1024 * 1024;

  /** So many events of one consumer may be on lease at once; further ones wait. */
  int LEASED_MAX = 10_000;

  /** The shortest lease. */
  Duration LEASE_MIN = Duration.ofSeconds(1);

  /** The longest lease. */
  Duration LEASE_MAX = Duration.ofHours(12);

  /** How long a lease is unless the reader says otherwise. */
  Duration LEASE_DEFAULT = Duration.ofSeconds(60);

  /**
   * Leases the oldest events that are free to a reader; maybe none.
   *
   * @param consumer as its requests are signed: the revision that the log names
   * @return empty where it is disabled or removed
   */
  Optional<Taken> take(Webhook consumer, Wish wish);

  /**
   * Acknowledges what one response gave out, as far as it was not given out again since.
   *
   * @param batch {@link Taken#batch}
   */
  Acknowledged acknowledge(Webhook.Id consumer, String batch);

  /**
   * Acknowledges events by the ids of their deliveries, on lease or after it.
   *
   * @param ids at most {@link #EVENTS_MAX}
   */
  Acknowledged acknowledge(Webhook.Id consumer, Collection<Delivery.Id> ids);

  /**
   * Ends leases now, so that the events are given out again at once.
   *
   * @param ids at most {@link #EVENTS_MAX}
   * @return how many were on lease
   */
  int release(Webhook.Id consumer, Collection<Delivery.Id> ids);

  /** How far behind a consumer is. */
  default Lag lag(Webhook.Id consumer) {
    return Objects.requireNonNull(lags(List.of(consumer), Lag.COUNT_MAX).get(consumer));
  }

  /**
   * How far behind each of these is, by one read.
   *
   * @param max pending events of one are counted up to here
   */
  Map<Webhook.Id, Lag> lags(Collection<Webhook.Id> consumers, int max);

  /**
   * A number for each of these consumers that is another one once there may be something new for
   * its readers: events were recorded, acknowledged or made pending once more, on any node.
   */
  Map<Webhook.Id, Long> marks(Collection<Webhook.Id> consumers);

  /**
   * A reader's request for events.
   *
   * @param max at most so many events, 1 to {@link #EVENTS_MAX}
   * @param bytesMax about so many bytes of payloads, {@link #BYTES_MAX} at most; one event always
   * @param lease until when they are its own, from now, {@link #LEASE_MIN} to {@link #LEASE_MAX}
   * @param reader who it is, for the log: such as the name of a token
   * @param userAgent what signed requests name as their sender
   * @param at the time of the response, by the wall clock: it is signed
   */
  record Wish(
      int max, long bytesMax, Duration lease, String reader, String userAgent, Instant at) {}

  /**
   * The events given out to a reader.
   *
   * @param batch acknowledges all of it; empty where there is nothing
   * @param events in their order; each has as many attempts as were made before
   * @param nextFree when the next lease ends, by the engine's clock; {@link Instant#MAX} where none
   *     is held
   * @param lost how many events the consumer has lost, as in {@link Lag}
   */
  record Taken(String batch, List<DueDelivery> events, Instant nextFree, long lost) {
    public Taken {
      events = List.copyOf(events);
    }
  }

  /**
   * The result of an acknowledgement.
   *
   * @param count how many deliveries it ended
   * @param others how many of those named were not ended: they had ended before, or were given out
   *     again, or are none of this consumer's
   */
  record Acknowledged(int count, int others) {}

  /**
   * How far behind a consumer is.
   *
   * @param pending how many events are not acknowledged, up to where they were counted
   * @param more whether there are more than that
   * @param leased how many of them are on lease
   * @param oldest when the oldest of them was recorded; {@link Instant#EPOCH} = there is none
   * @param readAt when it was read last, to half a minute; {@link Instant#EPOCH} = never
   * @param acknowledgedAt when something was acknowledged last; {@link Instant#EPOCH} = never
   * @param lost how many events retention removed before they were acknowledged, in all
   * @param lostAt when that happened last; {@link Instant#EPOCH} = never
   */
  record Lag(
      long pending,
      boolean more,
      long leased,
      Instant oldest,
      Instant readAt,
      Instant acknowledgedAt,
      long lost,
      Instant lostAt) {

    /** Counting the pending events of one consumer stops here. */
    public static final int COUNT_MAX = 10_000;
  }
}
