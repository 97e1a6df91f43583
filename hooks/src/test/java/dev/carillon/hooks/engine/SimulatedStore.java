package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** The rows of deliveries, as a store would hold them, without a store. */
final class SimulatedStore {

  private static final EventType TYPE = new EventType("asset_update_metadata");

  private final TreeMap<Long, DueDelivery> rows = new TreeMap<>();

  /** Each with whether it is still wanted. */
  private final Map<Long, Boolean> redeliveries = new LinkedHashMap<>();

  private final Map<Webhook.Id, Instant> holds = new HashMap<>();

  private long sequence;
  private boolean letsGoSome;

  DueDelivery add(Webhook.Id webhook, String subject, Instant now) {
    sequence++;
    Delivery delivery =
        new Delivery(
            new Delivery.Id(id(sequence)),
            sequence,
            webhook,
            new Event.Id(id(-sequence)),
            TYPE,
            subject,
            0,
            new DeliveryState.Pending(now),
            now);
    DueDelivery due = new DueDelivery(delivery, Payload.of("{}"));
    rows.put(sequence, due);
    return due;
  }

  /** From now on some hand-overs are too much for a mailbox. */
  void letGoSome() {
    letsGoSome = true;
  }

  /** What is said of a delivery after its commit. */
  DispatcherInput handedOver(DueDelivery due) {
    long own = due.delivery().sequence();
    return letsGoSome && own % 8 == 0
        ? new DispatcherInput.LetGo(Map.of(due.delivery().webhook(), own))
        : new DispatcherInput.HandedOver(List.of(due));
  }

  /** Fenced as a real store is: false where the attempt's number is not the next one. */
  boolean settle(Settlement settlement) {
    DueDelivery row = Objects.requireNonNull(rows.get(settlement.before().sequence()));
    if (row.delivery().attempts() != settlement.attempt().number() - 1) {
      return false;
    }
    if (settlement.attempt().redelivery()
        && redeliveries.remove(row.delivery().sequence()) == null) {
      return false;
    }
    if (settlement.holds()) {
      holds.merge(
          row.delivery().webhook(),
          settlement.heldUntil(),
          (before, asked) -> asked.isAfter(before) ? asked : before);
    }
    boolean pending = row.delivery().state() instanceof DeliveryState.Pending;
    boolean success = settlement.attempt().outcome().success();
    Delivery after =
        row.delivery().attempted(pending || success ? settlement.next() : row.delivery().state());
    rows.put(after.sequence(), new DueDelivery(after, row.payload()));
    return true;
  }

  /** Until when receivers asked to be left alone, as far as that is stored. */
  Map<Webhook.Id, Instant> holds() {
    return Map.copyOf(holds);
  }

  /** Somebody ends a hold. */
  void release(Webhook.Id webhook) {
    holds.remove(webhook);
  }

  /** The row as it is now. */
  Delivery row(long sequence) {
    return Objects.requireNonNull(rows.get(sequence)).delivery();
  }

  /** Cancels what is pending for a webhook, and its redeliveries. */
  void cancelPending(Webhook.Id webhook, Instant now) {
    pending(webhook).forEach(due -> cancel(due.delivery().sequence(), now));
    redeliveries.replaceAll(
        (redelivery, wanted) -> wanted && !row(redelivery).webhook().equals(webhook));
  }

  /** Cancels one that is pending. */
  void cancel(long pending, Instant now) {
    become(pending, new DeliveryState.Cancelled(now));
  }

  /** Makes one that is pending due now. */
  void retryNow(long pending, Instant now) {
    become(pending, new DeliveryState.Pending(now));
  }

  /** Asks for one more attempt of one that has ended; false where that is asked for already. */
  boolean redeliver(long ended) {
    return !Boolean.TRUE.equals(redeliveries.put(ended, true));
  }

  /** Whether a redelivery of it waits. */
  boolean redeliveries(long ended) {
    return redeliveries.getOrDefault(ended, false);
  }

  /** For whom redeliveries wait. */
  Set<Webhook.Id> redelivering() {
    Set<Webhook.Id> all = new LinkedHashSet<>();
    wanted().forEach(redelivery -> all.add(row(redelivery).webhook()));
    return all;
  }

  private DispatcherInput.RedeliveryPage redeliveries(DispatcherAction.ReadRedeliveries read) {
    List<DueDelivery> waiting =
        wanted()
            .map(redelivery -> Objects.requireNonNull(rows.get(redelivery)))
            .filter(due -> due.delivery().webhook().equals(read.webhook()))
            .limit(read.limit())
            .toList();
    return new DispatcherInput.RedeliveryPage(
        read.webhook(), waiting, waiting.size() < read.limit());
  }

  private Stream<Long> wanted() {
    return redeliveries.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey);
  }

  private void become(long which, DeliveryState state) {
    DueDelivery due = Objects.requireNonNull(rows.get(which));
    Delivery row = due.delivery();
    Delivery other =
        new Delivery(
            row.id(),
            row.sequence(),
            row.webhook(),
            row.event(),
            row.type(),
            row.subject(),
            row.attempts(),
            state,
            row.createdAt());
    rows.put(which, new DueDelivery(other, due.payload()));
  }

  /** What a read gives. */
  DispatcherInput page(DispatcherAction.Read read) {
    return switch (read) {
      case DispatcherAction.ReadDue due -> due(due);
      case DispatcherAction.ReadInSequence next -> inSequence(next);
      case DispatcherAction.ReadRedeliveries redeliveries -> redeliveries(redeliveries);
    };
  }

  /** What a read gives that does not work. */
  static DispatcherInput failed(DispatcherInput page) {
    return page instanceof DispatcherInput.Page rows
        ? new DispatcherInput.PageFailed(rows.webhook())
        : new DispatcherInput.RedeliveryPage(
            ((DispatcherInput.RedeliveryPage) page).webhook(), List.of(), false);
  }

  private DispatcherInput.Page due(DispatcherAction.ReadDue read) {
    List<DueDelivery> sorted =
        pending(read.webhook()).stream()
            .filter(row -> comesAfter(row, read.after()))
            .sorted(
                Comparator.comparing(DueDelivery::dueAt)
                    .thenComparingLong(row -> row.delivery().sequence()))
            .toList();
    List<DueDelivery> due =
        sorted.stream()
            .filter(row -> !row.dueAt().isAfter(read.until()))
            .limit(read.limit())
            .toList();
    boolean complete = due.size() < read.limit();
    Instant next =
        complete
            ? sorted.stream()
                .map(DueDelivery::dueAt)
                .filter(at -> at.isAfter(read.until()))
                .findFirst()
                .orElse(Instant.MAX)
            : Instant.MAX;
    return new DispatcherInput.Page(read.webhook(), due, complete, next);
  }

  private DispatcherInput.Page inSequence(DispatcherAction.ReadInSequence read) {
    List<DueDelivery> page =
        pending(read.webhook()).stream()
            .filter(row -> row.delivery().sequence() > read.afterSequence())
            .limit(read.limit())
            .toList();
    return new DispatcherInput.Page(read.webhook(), page, page.size() < read.limit(), Instant.MAX);
  }

  Map<Webhook.Id, Instant> earliestDue() {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    for (DueDelivery row : rows.values()) {
      if (row.delivery().state() instanceof DeliveryState.Pending(Instant at)) {
        earliest.merge(row.delivery().webhook(), at, (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    return earliest;
  }

  List<DueDelivery> all() {
    return List.copyOf(rows.values());
  }

  private List<DueDelivery> pending(Webhook.Id webhook) {
    return rows.values().stream()
        .filter(row -> row.delivery().webhook().equals(webhook))
        .filter(row -> row.delivery().state() instanceof DeliveryState.Pending)
        .toList();
  }

  /** Not random: the same run has the same ids. */
  private static String id(long number) {
    return Ids.of(new UUID(0, number));
  }

  private static boolean comesAfter(DueDelivery row, Place place) {
    int byTime = row.dueAt().compareTo(place.dueAt());
    return byTime > 0 || (byTime == 0 && row.delivery().sequence() > place.sequence());
  }
}
