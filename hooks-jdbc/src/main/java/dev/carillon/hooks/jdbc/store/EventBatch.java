package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Events that are written together, with the rows of those of their deliveries that get one. */
final class EventBatch implements Batch {

  private final StoredSet webhooks;
  private final EventWriter writer;
  private final NodeEpoch node;
  private final List<NumberedEvent> events = new ArrayList<>();
  private final List<DeliveryRows.NewRow> rows = new ArrayList<>();
  private final List<HeldEvent> held = new ArrayList<>();
  private final Set<Webhook> rowed = new LinkedHashSet<>();

  /** By the epoch of the node that sends them. */
  private final Map<Long, List<DeliveryRows.NewRow>> ofSenders = new HashMap<>();

  /**
   * An empty batch.
   *
   * @param webhooks the set that decided about all its events
   * @param node whose epoch its rows carry
   */
  EventBatch(StoredSet webhooks, EventWriter writer, NodeEpoch node) {
    this.webhooks = webhooks;
    this.writer = writer;
    this.node = node;
  }

  /** The set that decides about all its events: it must still be the newest one. */
  StoredSet webhooks() {
    return webhooks;
  }

  /** The event that was added last. */
  NumberedEvent last() {
    return events.getLast();
  }

  void add(NumberedEvent event) {
    events.add(event);
  }

  /** Adds a row of this node's. */
  void add(DeliveryRows.NewRow row) {
    rows.add(row);
  }

  /** Adds an event that gets no delivery for a webhook yet. */
  void add(HeldEvent event) {
    held.add(event);
  }

  /** Adds a row that no node sends, since a consumer fetches it. */
  void addFetched(DeliveryRows.NewRow row) {
    ofSenders.computeIfAbsent(SqlConsumers.OWNER, none -> new ArrayList<>()).add(row);
  }

  /** The webhook, if one node sends all of its deliveries, so that they get rows at once. */
  Optional<Webhook> whole(Webhook.Id id) {
    Webhook webhook = node.others().any() ? webhooks.byId().get(id) : null;
    return Optional.ofNullable(webhook).filter(node.others()::hasRowsFromStart);
  }

  /** Adds a row of the one node that sends to such a webhook. */
  void addFor(Webhook whole, DeliveryRows.NewRow row) {
    rowed.add(whole);
    ofSenders.computeIfAbsent(node.others().sender(whole), none -> new ArrayList<>()).add(row);
  }

  @Override
  public boolean write(Connection connection) throws SQLException {
    if (!writer.write(connection, webhooks, events)) {
      return false;
    }
    DeliveryRows.insert(connection, node.sender(), rows);
    HeldEvent.insert(connection, held);
    for (Map.Entry<Long, List<DeliveryRows.NewRow>> sender : ofSenders.entrySet()) {
      DeliveryRows.insert(connection, sender.getKey(), sender.getValue());
    }
    if (!rowed.isEmpty()) {
      node.others().moreDue(connection, rowed);
    }
    return true;
  }
}
