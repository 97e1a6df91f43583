package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Events that are written together, with the rows of those of their deliveries that get one. */
final class EventBatch implements Batch {

  private final StoredSet webhooks;
  private final EventWriter writer;
  private final Owner node;
  private final List<NumberedEvent> events = new ArrayList<>();
  private final List<DeliveryRows.NewRow> rows = new ArrayList<>();
  private final Set<Webhook> rowed = new LinkedHashSet<>();

  /**
   * An empty batch.
   *
   * @param webhooks the set that decided about all its events
   * @param node whose epoch its rows carry
   */
  EventBatch(StoredSet webhooks, EventWriter writer, Owner node) {
    this.webhooks = webhooks;
    this.writer = writer;
    this.node = node;
  }

  /** The set that decides about all its events: it must still be the newest one. */
  StoredSet webhooks() {
    return webhooks;
  }

  void add(NumberedEvent event) {
    events.add(event);
  }

  void add(DeliveryRows.NewRow row) {
    rows.add(row);
  }

  /** Whether a delivery gets a row at once, so that the one node that sends it finds it. */
  boolean rowed(Webhook.Id id) {
    Webhook webhook = node.others().any() ? webhooks.byId().get(id) : null;
    boolean whole = webhook != null && node.others().rowed(webhook);
    if (whole) {
      rowed.add(webhook);
    }
    return whole;
  }

  @Override
  public boolean write(Connection connection) throws SQLException {
    if (!writer.write(connection, webhooks, events)) {
      return false;
    }
    DeliveryRows.insert(connection, node.sender(), rows);
    if (!rowed.isEmpty()) {
      node.others().madeDue(connection, rowed);
    }
    return true;
  }
}
