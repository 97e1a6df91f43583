package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.transaction.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Events that are written together, with the rows of those of their deliveries that get one. */
final class EventBatch implements Batch {

  private final StoredSet webhooks;
  private final EventWriter writer;
  private final long owner;
  private final List<NumberedEvent> events = new ArrayList<>();
  private final List<DeliveryRows.NewRow> rows = new ArrayList<>();

  /**
   * An empty batch.
   *
   * @param webhooks the set that decided about all its events
   * @param owner the epoch that its rows carry
   */
  EventBatch(StoredSet webhooks, EventWriter writer, long owner) {
    this.webhooks = webhooks;
    this.writer = writer;
    this.owner = owner;
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

  @Override
  public boolean write(Connection connection) throws SQLException {
    if (!writer.write(connection, webhooks, events)) {
      return false;
    }
    DeliveryRows.insert(connection, owner, rows);
    return true;
  }
}
