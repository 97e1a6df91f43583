package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DeliveryState.Cancelled;
import dev.carillon.hooks.delivery.DeliveryState.Delivered;
import dev.carillon.hooks.delivery.DeliveryState.Exhausted;
import dev.carillon.hooks.delivery.DeliveryState.Missed;
import dev.carillon.hooks.delivery.DeliveryState.Pending;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Deliveries in a map. */
record MemoryDeliveries(MemoryTables tables, InstantSource clock) implements Deliveries {

  private static final Comparator<Due> BY_DUE_TIME =
      Comparator.comparing(Due::dueAt).thenComparingLong(due -> due.delivery().sequence());
  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  @Override
  public void settle(List<Settlement> settlements) {
    synchronized (tables) {
      settlements.forEach(settlement -> MemorySettling.settle(tables, settlement));
    }
  }

  @Override
  public Map<Webhook.Id, Instant> earliestDue() {
    synchronized (tables) {
      Map<Webhook.Id, Instant> earliest = new HashMap<>();
      for (Webhook.Id webhook : tables.webhooks.keySet()) {
        tables
            .pendingOf(webhook)
            .map(row -> row.due().dueAt())
            .min(Comparator.naturalOrder())
            .ifPresent(dueAt -> earliest.put(webhook, dueAt));
      }
      return earliest;
    }
  }

  @Override
  public List<Due> due(Webhook.Id webhook, Instant until, Place after, int limit) {
    synchronized (tables) {
      return tables
          .pendingOf(webhook)
          .map(Row::due)
          .filter(due -> !due.dueAt().isAfter(until) && comesAfter(due, after))
          .sorted(BY_DUE_TIME)
          .limit(limit)
          .toList();
    }
  }

  private static boolean comesAfter(Due due, Place place) {
    int order = due.dueAt().compareTo(place.dueAt());
    return order > 0 || (order == 0 && due.delivery().sequence() > place.sequence());
  }

  @Override
  public List<Due> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
    synchronized (tables) {
      return tables
          .pendingOf(webhook)
          .filter(row -> row.delivery.sequence() > afterSequence)
          .limit(limit)
          .map(Row::due)
          .toList();
    }
  }

  @Override
  public List<Due> ofEvent(Event.Id event) {
    synchronized (tables) {
      return matching(row -> row.delivery.event().equals(event) && row.pending()).stream()
          .map(Row::due)
          .toList();
    }
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    synchronized (tables) {
      return matching(row -> row.delivery.id().equals(id)).stream()
          .map(row -> row.delivery)
          .findFirst();
    }
  }

  @Override
  public List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit) {
    synchronized (tables) {
      return matching(row -> row.of(webhook) && row.delivery.sequence() > afterSequence).stream()
          .limit(limit)
          .map(row -> row.delivery)
          .toList();
    }
  }

  @Override
  public Map<String, Long> counts(Webhook.Id webhook) {
    synchronized (tables) {
      Map<String, Long> counts = new LinkedHashMap<>();
      STATES.forEach(state -> counts.put(state, 0L));
      matching(row -> row.of(webhook))
          .forEach(row -> counts.merge(row.delivery.state().name(), 1L, Long::sum));
      return counts;
    }
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    synchronized (tables) {
      return tables.cancelPending(webhook, now);
    }
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    synchronized (tables) {
      List<Row> missed =
          matching(row -> missedBy(webhook, row) && !row.event.time().isBefore(since)).stream()
              .limit(limit)
              .toList();
      List<Payload> payloads =
          missed.stream().map(row -> rendered(row.event, webhook, snapshots)).toList();
      for (int i = 0; i < missed.size(); i++) {
        missed.get(i).payload = payloads.get(i);
        missed.get(i).become(new Pending(clock.instant()));
      }
      return missed.size();
    }
  }

  @Override
  public Repair recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    synchronized (tables) {
      Optional<Row> missed = row(id).filter(row -> missedBy(webhook, row));
      missed.ifPresent(
          row -> {
            row.payload = rendered(row.event, webhook, snapshots);
            row.become(new Pending(clock.instant()));
          });
      return missed.isPresent() ? Repair.DONE : Repair.ENDED;
    }
  }

  @Override
  public Repair resend(Delivery.Id id) {
    synchronized (tables) {
      return row(id).map(row -> MemoryRepairs.resend(tables, row)).orElse(Repair.UNKNOWN);
    }
  }

  @Override
  public Repair retryNow(Delivery.Id id) {
    synchronized (tables) {
      return row(id)
          .map(row -> MemoryRepairs.retryNow(tables, row, clock.instant()))
          .orElse(Repair.UNKNOWN);
    }
  }

  @Override
  public Repair cancel(Delivery.Id id, Instant now) {
    synchronized (tables) {
      return row(id).map(row -> MemoryRepairs.cancel(row, now)).orElse(Repair.UNKNOWN);
    }
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    synchronized (tables) {
      Webhook stored = tables.webhooks.get(to.id());
      if (stored == null || !stored.enabled()) {
        return Optional.empty();
      }
      return row(id)
          .map(
              old ->
                  MemoryRepairs.redeliver(
                      tables, old, to.id(), rendered(old.event, to, snapshots), clock.instant()));
    }
  }

  @Override
  public Set<Webhook.Id> resending() {
    synchronized (tables) {
      return tables
          .resent()
          .map(row -> row.delivery.webhook())
          .filter(tables.webhooks::containsKey)
          .collect(Collectors.toSet());
    }
  }

  @Override
  public List<Due> resends(Webhook.Id webhook, int limit) {
    synchronized (tables) {
      return tables.resent().filter(row -> row.of(webhook)).limit(limit).map(Row::due).toList();
    }
  }

  @Override
  public int dueCount(Webhook.Id webhook, Instant until, int max) {
    return due(webhook, until, Place.START, max).size();
  }

  private Optional<Row> row(Delivery.Id id) {
    return matching(row -> row.delivery.id().equals(id)).stream().findFirst();
  }

  private boolean missedBy(Webhook webhook, Row row) {
    return tables.webhooks.containsKey(webhook.id())
        && row.of(webhook.id())
        && row.delivery.state() instanceof Missed;
  }

  private static Payload rendered(Event event, Webhook webhook, SnapshotReader snapshots) {
    Snapshot stored = snapshots.read(event.type(), event.snapshot().bytes());
    return stored.render(event, webhook.subscription().projection());
  }

  /** Each is taken for a thousand bytes. */
  @Override
  public Surplus surplus(long bytesMax) {
    synchronized (tables) {
      List<Instant> ended =
          matching(row -> !row.pending()).stream()
              .map(row -> MemoryLog.endedAt(row.delivery.state()))
              .sorted()
              .toList();
      long surplus = ended.size() - Math.max(bytesMax / 1_000, 1);
      return surplus <= 0
          ? Surplus.NONE
          : new Surplus(ended.get((int) surplus - 1).plus(1, ChronoUnit.MICROS), surplus);
    }
  }

  @Override
  public int sweep(Instant endedBefore, int limit) {
    synchronized (tables) {
      List<Long> ended =
          matching(row -> endedBefore(row.delivery.state(), endedBefore)).stream()
              .filter(row -> !tables.resends.containsKey(row.delivery.sequence()))
              .limit(limit)
              .map(row -> row.delivery.sequence())
              .toList();
      ended.forEach(tables.rows::remove);
      sweepEvents(endedBefore);
      tables.sweepRevisions(Duration.ofHours(1));
      return ended.size();
    }
  }

  private void sweepEvents(Instant before) {
    List<Long> useless =
        tables.events.entrySet().stream()
            .filter(entry -> entry.getValue().time().isBefore(before))
            .filter(entry -> matching(row -> row.event.equals(entry.getValue())).isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    for (long sequence : useless) {
      tables.events.remove(sequence);
      tables.swept = Math.max(tables.swept, sequence);
    }
  }

  private static boolean endedBefore(DeliveryState state, Instant time) {
    return switch (state) {
      case Pending pending -> false;
      case Delivered(Instant at) -> at.isBefore(time);
      case Exhausted(Instant at) -> at.isBefore(time);
      case Cancelled(Instant at) -> at.isBefore(time);
      case Missed(Instant at) -> at.isBefore(time);
    };
  }

  private List<Row> matching(Predicate<Row> condition) {
    return tables.rows.values().stream().filter(condition).toList();
  }
}
