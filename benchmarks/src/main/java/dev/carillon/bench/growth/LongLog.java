package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.DrivenClock;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fills a log as a month of work would, through the store itself and in long groups: ten webhooks,
 * ten thousand subjects, payloads of half a kilobyte; of a hundred deliveries one failed once, and
 * of a thousand one was given up.
 *
 * @param clock the store's
 */
record LongLog(Database database, Store store, DrivenClock clock) {

  static final int WEBHOOKS = 10;
  static final EventType CHANGED = new EventType("item.changed");
  static final EventType RARE = new EventType("item.removed");

  private static final int EVENTS_AT_ONCE = 1_000;
  private static final int GROUPS_BETWEEN_TIDYING = 10;
  private static final int SUBJECTS = 10_000;
  private static final int ONE_IS_RARE_OF = 99_991;
  private static final int ONE_FAILED_OF = 101;
  private static final int ONE_WAS_GIVEN_UP_OF = 1_009;
  private static final Duration TOOK = Duration.ofMillis(1);
  private static final Payload PAYLOAD =
      Payload.of("p".repeat(430).getBytes(StandardCharsets.US_ASCII));
  private static final AttemptTarget TARGET =
      new AttemptTarget(
          "https://example.org/receiver",
          new AttemptTarget.Made(1, "Carillon/0.0.0"),
          AttemptTarget.Peer.at("192.0.2.1:443"));

  /**
   * Adds at least so many deliveries, spread evenly over this time. Each webhook of the store must
   * want both types.
   *
   * @return an event from the middle
   */
  Event.Id fill(long deliveries, Instant from, Instant to) {
    long events = (deliveries + WEBHOOKS - 1) / WEBHOOKS;
    long stepNanos = Duration.between(from, to).toNanos() / events;
    Event.Id seen = Event.Id.at(from);
    int groups = 0;
    for (long done = 0; done < events; done += EVENTS_AT_ONCE) {
      List<DueDelivery> due = record(done, from, stepNanos);
      settle(due.stream().map(DueDelivery::delivery).toList());
      if (done <= events / 2) {
        seen = due.getFirst().delivery().event();
      }
      if (++groups % GROUPS_BETWEEN_TIDYING == 0) {
        tidy();
      }
    }
    clock.runFrom(to);
    tidy();
    return seen;
  }

  private List<DueDelivery> record(long first, Instant from, long stepNanos) {
    return database.write(
        connection -> {
          List<DueDelivery> due = new ArrayList<>(EVENTS_AT_ONCE * WEBHOOKS);
          for (long n = first; n < first + EVENTS_AT_ONCE; n++) {
            Instant time = from.plusNanos(n * stepNanos);
            clock.show(time);
            EventType type = n % ONE_IS_RARE_OF == 0 ? RARE : CHANGED;
            Event event = Event.of(type, "s" + n % SUBJECTS, time, Subject.ANY);
            due.addAll(store.outbox().append(connection, event).due());
          }
          return due;
        });
  }

  /** First attempts, then second ones of those that failed. */
  private void settle(List<Delivery> deliveries) {
    List<Settlement> first = new ArrayList<>(deliveries.size());
    List<Settlement> second = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      long sequence = delivery.sequence();
      Instant end = delivery.createdAt().plus(TOOK);
      if (sequence % ONE_WAS_GIVEN_UP_OF == 0) {
        first.add(settlement(delivery, failed(sequence), new DeliveryState.Exhausted(end)));
      } else if (sequence % ONE_FAILED_OF == 0) {
        DeliveryState waiting = new DeliveryState.Pending(end);
        first.add(settlement(delivery, failed(sequence), waiting));
        second.add(
            settlement(
                delivery.attempted(waiting),
                ReceiverResponse.of(200),
                new DeliveryState.Delivered(end)));
      } else {
        first.add(settlement(delivery, ReceiverResponse.of(200), new DeliveryState.Delivered(end)));
      }
    }
    store.settlements().settle(first);
    store.settlements().settle(second);
  }

  private static ReceiverResponse failed(long sequence) {
    String body = "a".repeat(300);
    return new ReceiverResponse(500 + (int) (sequence % 4), List.of(), body, body.length(), false);
  }

  private static Settlement settlement(
      Delivery before, ReceiverResponse response, DeliveryState next) {
    Outcome outcome =
        response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
    Attempt made = new Attempt(before.attempts() + 1, before.createdAt(), TOOK, outcome);
    Attempt attempt =
        new Attempt(made.number(), made.at(), TOOK, outcome, made.timings(), TARGET, false, false);
    return new Settlement(before, attempt, next, WebhookHealth.NONE, Optional.empty());
  }

  /** What a server does beside its work. */
  private void tidy() {
    while (store.retention().tidy()) {
      // one step after the other
    }
  }

  /** What an event is about, of which every webhook is shown the same part. */
  private enum Subject implements Snapshot {
    ANY;

    @Override
    public byte[] bytes() {
      return "s".repeat(500).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Payload render(Event event, Projection projection) {
      return PAYLOAD;
    }
  }
}
