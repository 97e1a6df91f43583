package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the parts of a {@link MemoryStore} share. Whoever touches it holds its monitor. */
final class MemoryTables {

  final Map<Webhook.Id, Webhook> webhooks = new LinkedHashMap<>();
  final Set<Webhook.Id> removed = new HashSet<>();
  final Map<Webhook.Id, Health> healths = new HashMap<>();
  final TreeMap<Long, Row> rows = new TreeMap<>();
  final TreeMap<Long, Event> events = new TreeMap<>();
  final Map<Webhook.Id, String> names = new HashMap<>();
  final Map<Webhook.Id, String> urls = new HashMap<>();
  final Map<Webhook.Id, Instant> secrets = new HashMap<>();
  long swept;

  /** Deliveries that are to be sent once more, by sequence; false = called off. */
  final Map<Long, Boolean> resends = new LinkedHashMap<>();

  WebhookSet set = WebhookSet.of(0, List.of());
  private long used;

  long nextSequence() {
    used++;
    return used;
  }

  void webhooksChanged() {
    webhooks.values().forEach(webhook -> names.put(webhook.id(), webhook.name()));
    webhooks.values().forEach(webhook -> urls.put(webhook.id(), webhook.url()));
    set = WebhookSet.of(set.revision() + 1, List.copyOf(webhooks.values()));
  }

  Stream<Row> pendingOf(Webhook.Id webhook) {
    return rows.values().stream().filter(row -> row.of(webhook) && row.pending());
  }

  long cancelPending(Webhook.Id webhook, Instant now) {
    List<Row> pending = pendingOf(webhook).toList();
    pending.forEach(row -> row.become(new DeliveryState.Cancelled(now)));
    resends.replaceAll((sequence, wanted) -> wanted && !row(sequence).of(webhook));
    return pending.size();
  }

  Row row(long sequence) {
    return Objects.requireNonNull(rows.get(sequence));
  }

  /** Deliveries that are to be sent once more. */
  Stream<Row> resent() {
    return resends.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(resend -> row(resend.getKey()));
  }

  /** One delivery with its log. */
  static final class Row {
    final List<Attempt> attempts = new ArrayList<>();
    final Event event;
    Payload payload;
    Delivery delivery;

    Row(Event event, Delivery delivery, Payload payload) {
      this.event = event;
      this.delivery = delivery;
      this.payload = payload;
    }

    boolean of(Webhook.Id webhook) {
      return delivery.webhook().equals(webhook);
    }

    boolean pending() {
      return delivery.state() instanceof DeliveryState.Pending;
    }

    Due due() {
      return new Due(delivery, payload);
    }

    void become(DeliveryState state) {
      Delivery d = delivery;
      delivery =
          new Delivery(
              d.id(),
              d.sequence(),
              d.webhook(),
              d.event(),
              d.type(),
              d.subject(),
              d.attempts(),
              state,
              d.createdAt());
    }
  }
}
