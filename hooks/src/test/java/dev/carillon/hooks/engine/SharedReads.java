package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one node reads of a store that several share. */
final class SharedReads {

  private static final Comparator<DueDelivery> BY_DUE_TIME =
      Comparator.comparing(DueDelivery::dueAt).thenComparingLong(due -> due.delivery().sequence());

  private final SharedStore store;
  private final SimulatedWebhooks webhooks;
  private final SimulatedLease lease;

  SharedReads(SharedStore store, SimulatedWebhooks webhooks, SimulatedLease lease) {
    this.store = store;
    this.webhooks = webhooks;
    this.lease = lease;
  }

  /** What a read gives that began while this was the list. */
  DispatcherInput page(NodeView view, DispatcherAction.Read read) {
    Webhook webhook = webhooks.get(read.webhook());
    store.claim(view, webhook);
    return switch (read) {
      case DispatcherAction.ReadDue due -> due(due, webhook);
      case DispatcherAction.ReadInSequence next -> inSequence(next, webhook);
      case DispatcherAction.ReadRedeliveries again -> redeliveries(again);
    };
  }

  private DispatcherInput due(DispatcherAction.ReadDue read, Webhook webhook) {
    List<DueDelivery> sorted =
        store.pending(lease.epoch(), webhook).stream()
            .filter(due -> comesAfter(due, read.after()))
            .sorted(BY_DUE_TIME)
            .toList();
    List<DueDelivery> due =
        sorted.stream()
            .filter(row -> !row.dueAt().isAfter(read.until()))
            .limit(read.limit())
            .toList();
    boolean complete = due.size() < read.limit();
    Instant next =
        sorted.stream()
            .map(DueDelivery::dueAt)
            .filter(at -> complete && at.isAfter(read.until()))
            .findFirst()
            .orElse(Instant.MAX);
    return new DispatcherInput.Page(read.webhook(), due, complete, next);
  }

  private static boolean comesAfter(DueDelivery row, Place place) {
    int byTime = row.dueAt().compareTo(place.dueAt());
    return byTime > 0 || (byTime == 0 && row.delivery().sequence() > place.sequence());
  }

  private DispatcherInput inSequence(DispatcherAction.ReadInSequence read, Webhook webhook) {
    List<DueDelivery> page =
        store.pending(lease.epoch(), webhook).stream()
            .filter(due -> due.delivery().sequence() > read.afterSequence())
            .limit(read.limit())
            .toList();
    return new DispatcherInput.Page(read.webhook(), page, page.size() < read.limit(), Instant.MAX);
  }

  private DispatcherInput redeliveries(DispatcherAction.ReadRedeliveries read) {
    List<DueDelivery> page =
        store.redeliveries(lease.epoch()).stream()
            .filter(due -> due.delivery().webhook().equals(read.webhook()))
            .limit(read.limit())
            .toList();
    return new DispatcherInput.RedeliveryPage(read.webhook(), page, page.size() < read.limit());
  }

  /** What a look at all webhooks finds. It makes nothing this node's: a lane may not send yet. */
  List<DispatcherInput> survey() {
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    for (Webhook webhook : webhooks.all()) {
      store.claimable(lease.view(), webhook).stream()
          .map(DueDelivery::dueAt)
          .min(Comparator.naturalOrder())
          .ifPresent(due -> earliest.put(webhook.id(), due));
    }
    Set<Webhook.Id> again = new LinkedHashSet<>();
    store
        .claimableAgain(lease.view(), webhooks)
        .forEach(due -> again.add(due.delivery().webhook()));
    return List.of(
        new DispatcherInput.Surveyed(earliest), new DispatcherInput.RedeliveriesFound(again));
  }
}
