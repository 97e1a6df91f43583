package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DeliveryState.Cancelled;
import dev.carillon.hooks.delivery.DeliveryState.Delivered;
import dev.carillon.hooks.delivery.DeliveryState.Exhausted;
import dev.carillon.hooks.delivery.DeliveryState.Missed;
import dev.carillon.hooks.delivery.DeliveryState.Pending;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;

/** What is done with single deliveries, on maps. */
final class MemoryRepairs {

  private MemoryRepairs() {}

  static Repair resend(MemoryTables tables, Row row) {
    Optional<Repair> shut = shut(tables, row);
    if (shut.isPresent()) {
      return shut.get();
    }
    return switch (row.delivery.state()) {
      case Pending pending -> Repair.PENDING;
      case Missed missed -> Repair.MISSED;
      case Delivered delivered -> ask(tables, row);
      case Exhausted exhausted -> ask(tables, row);
      case Cancelled cancelled -> ask(tables, row);
    };
  }

  private static Repair ask(MemoryTables tables, Row row) {
    Boolean before = tables.resends.put(row.delivery.sequence(), true);
    return Boolean.TRUE.equals(before) ? Repair.WAITING : Repair.DONE;
  }

  static Repair retryNow(MemoryTables tables, Row row, Instant now) {
    return shut(tables, row)
        .orElseGet(
            () -> {
              if (row.pending()) {
                tables.release(row.delivery.webhook(), now);
              }
              return become(row, new Pending(now));
            });
  }

  static Repair cancel(Row row, Instant now) {
    return become(row, new Cancelled(now));
  }

  private static Repair become(Row row, DeliveryState state) {
    if (!row.pending()) {
      return Repair.ENDED;
    }
    row.become(state);
    return Repair.DONE;
  }

  private static Optional<Repair> shut(MemoryTables tables, Row row) {
    Webhook webhook = tables.webhooks.get(row.delivery.webhook());
    if (webhook == null) {
      return Optional.of(Repair.REMOVED);
    }
    return webhook.enabled() ? Optional.empty() : Optional.of(Repair.DISABLED);
  }

  /** A new delivery of the same event. */
  static Delivery redeliver(
      MemoryTables tables, Row old, Webhook.Id to, Payload payload, Instant now) {
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            tables.nextSequence(),
            to,
            old.event.id(),
            old.event.type(),
            old.event.subject(),
            0,
            new Pending(now),
            now.minusNanos(1_000));
    tables.rows.put(delivery.sequence(), new Row(old.event, delivery, payload));
    return delivery;
  }
}
