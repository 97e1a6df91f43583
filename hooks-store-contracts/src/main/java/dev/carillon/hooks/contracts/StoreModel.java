package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Addressee;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a store must hold after all that was asked of it, kept in memory in the plainest way. */
final class StoreModel {

  final Map<Webhook.Id, Webhook> webhooks = new HashMap<>();
  private final List<ModelledDelivery> deliveries = new ArrayList<>();
  private final Set<Webhook.Id> off = new HashSet<>();
  private final Set<Webhook.Id> removed = new HashSet<>();

  /** All that are kept, oldest first. */
  List<ModelledDelivery> all() {
    return List.copyOf(deliveries);
  }

  void add(ModelledDelivery delivery) {
    deliveries.add(delivery);
    deliveries.sort(Comparator.comparingLong(one -> one.now.sequence()));
  }

  Optional<ModelledDelivery> find(Delivery.Id id) {
    return deliveries.stream().filter(one -> one.now.id().equals(id)).findFirst();
  }

  List<ModelledDelivery> of(Webhook.Id webhook, Predicate<ModelledDelivery> which) {
    return deliveries.stream()
        .filter(one -> one.now.webhook().equals(webhook))
        .filter(which)
        .toList();
  }

  boolean enabled(Webhook.Id webhook) {
    return !off.contains(webhook) && !removed.contains(webhook);
  }

  boolean removed(Webhook.Id webhook) {
    return removed.contains(webhook);
  }

  void turn(Webhook.Id webhook, boolean on) {
    if (on) {
      off.remove(webhook);
    } else {
      off.add(webhook);
    }
  }

  void remove(Webhook.Id webhook, Instant now) {
    removed.add(webhook);
    cancelPending(webhook, now);
  }

  void settle(List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      Optional<ModelledDelivery> found = find(settlement.before().id());
      boolean passed = found.isPresent() && found.get().settle(settlement);
      if (passed && settlement.disabled().isPresent()) {
        off.add(settlement.before().webhook());
      }
    }
  }

  ActionResult cancel(ModelledDelivery delivery, Instant now) {
    if (!delivery.pending()) {
      return ActionResult.ENDED;
    }
    delivery.become(new DeliveryState.Cancelled(now));
    return ActionResult.DONE;
  }

  long cancelPending(Webhook.Id webhook, Instant now) {
    List<ModelledDelivery> pending = of(webhook, ModelledDelivery::pending);
    of(webhook, ModelledDelivery::redelivering).forEach(one -> one.callRedeliveryOff(now));
    pending.forEach(one -> one.become(new DeliveryState.Cancelled(now)));
    return pending.size();
  }

  ActionResult redeliver(ModelledDelivery delivery) {
    Optional<ActionResult> refused = refused(delivery);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (delivery.pending() || delivery.missed()) {
      return delivery.pending() ? ActionResult.PENDING : ActionResult.MISSED;
    }
    if (delivery.redelivering()) {
      return ActionResult.WAITING;
    }
    delivery.askForRedelivery();
    return ActionResult.DONE;
  }

  ActionResult retryNow(ModelledDelivery delivery, Instant now) {
    Optional<ActionResult> refused = refused(delivery);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (!delivery.pending()) {
      return ActionResult.ENDED;
    }
    delivery.become(new DeliveryState.Pending(now));
    return ActionResult.DONE;
  }

  private Optional<ActionResult> refused(ModelledDelivery delivery) {
    if (removed.contains(delivery.now.webhook())) {
      return Optional.of(ActionResult.REMOVED);
    }
    return off.contains(delivery.now.webhook())
        ? Optional.of(ActionResult.DISABLED)
        : Optional.empty();
  }

  int recover(Webhook webhook, Instant since, Instant now, int limit) {
    List<ModelledDelivery> wanted =
        of(webhook.id(), one -> one.missed() && !one.event.time().isBefore(since)).stream()
            .limit(limit)
            .toList();
    for (ModelledDelivery one : wanted) {
      one.payload = one.event.snapshot().render(one.event, webhook.subscription().projection());
      one.become(new DeliveryState.Pending(now));
    }
    return wanted.size();
  }

  int purge(Instant endedBefore, Instant now) {
    for (Webhook.Id one : removed) {
      of(one, ModelledDelivery::redelivering).forEach(left -> left.callRedeliveryOff(now));
    }
    int before = deliveries.size();
    deliveries.removeIf(one -> !one.needed(endedBefore, now));
    return before - deliveries.size();
  }

  /** What the log must find, oldest first. */
  List<Entry> entries(DeliveryFilter filter) {
    return deliveries.stream()
        .filter(one -> filter.matches(entry(one)))
        .filter(one -> filter.text().isEmpty() || one.tells(filter.text()))
        .map(this::entry)
        .toList();
  }

  Entry entry(ModelledDelivery one) {
    Webhook.Id webhook = one.now.webhook();
    String name = Objects.requireNonNull(webhooks.get(webhook)).name();
    return new Entry(
        one.now, new Addressee(name, removed.contains(webhook)), one.event.time(), one.last());
  }

  /** What is due by then, in the order in which it must come. */
  List<DueDelivery> due(Webhook.Id webhook, Instant until) {
    return of(webhook, ModelledDelivery::pending).stream()
        .map(ModelledDelivery::due)
        .filter(due -> !due.dueAt().isAfter(until))
        .sorted(
            Comparator.comparing(DueDelivery::dueAt)
                .thenComparingLong(due -> due.delivery().sequence()))
        .toList();
  }

  /** The whole log in the order of its ends. */
  List<Entry> ended() {
    return deliveries.stream()
        .filter(one -> !one.pending())
        .sorted(
            Comparator.comparing(ModelledDelivery::endedAt)
                .thenComparingLong(one -> one.now.sequence()))
        .map(this::entry)
        .toList();
  }

  Map<Webhook.Id, Standing> standings(int max) {
    Map<Webhook.Id, Standing> standings = new HashMap<>();
    for (Webhook.Id webhook : webhooks.keySet()) {
      if (!removed.contains(webhook)) {
        List<ModelledDelivery> arrived = of(webhook, ModelledDelivery::delivered);
        standings.put(
            webhook,
            new Standing(
                WebhookHealth.Status.NONE,
                count(of(webhook, ModelledDelivery::pending), max),
                count(of(webhook, ModelledDelivery::missed), max),
                arrived.isEmpty() ? Instant.EPOCH : arrived.getLast().endedAt()));
      }
    }
    return standings;
  }

  private static Count count(List<ModelledDelivery> some, int max) {
    return new Count(Math.min(some.size(), max), some.size() > max);
  }
}
