package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Makes a delivery of an event that was recorded long ago, for a webhook that had none of it. */
final class NewDelivery {

  private static final String OPEN =
      "select key from webhooks where id = ? and removed_at is null and disabled_at is null";

  private final StoreContext context;
  private final StoredPayloads payloads;
  private final String eventOf;

  NewDelivery(StoreContext context) {
    this.context = context;
    this.payloads = new StoredPayloads(context.dialect());
    this.eventOf =
        "select "
            + StoredEvent.COLUMNS
            + " from deliveries d join events e on e.sequence = d.event "
            + DeliveryRow.byId(context.dialect().ofEvent());
  }

  /** The number of the new delivery; empty where nothing was made. */
  Optional<Delivery.Id> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    Optional<StoredEvent> found = context.database().read(c -> eventOf(c, id, snapshots));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Event event = found.get().event();
    Payload payload = event.snapshot().render(event, to.subscription().projection());
    return context
        .database()
        .write(
            connection -> {
              Optional<Long> webhook = key(connection, to.id());
              if (webhook.isEmpty() || !kept(connection, found.get().sequence())) {
                return Optional.empty();
              }
              To target = new To(webhook.get(), context.ownerStill(connection));
              return Optional.of(insert(connection, found.get(), target, payload));
            });
  }

  /** Adds a delivery of this event, pending and due now. */
  Delivery.Id insert(Connection connection, StoredEvent of, To to, Payload payload)
      throws SQLException {
    Delivery.Id id = DeliveryRow.newId(of.event().id());
    long sequence = context.numbers().next(connection);
    long carrier = payloads.numberOf(connection, of.sequence(), payload, sequence);
    if (carrier == sequence) {
      StoredPayloads.insert(connection, sequence, payload);
    }
    long now = Columns.micros(context.engineNow());
    Sql.update(
        connection,
        context.dialect().lateDelivery(),
        sequence,
        id.value(),
        of.sequence(),
        to.webhook(),
        carrier,
        to.owner(),
        now,
        // before it is due: what is due as it is made is handed to the engine, which this is not
        now - 1);
    for (String sql : context.dialect().afterLateDelivery()) {
      Sql.update(connection, sql, of.sequence(), sequence);
    }
    return id;
  }

  /** Whether an event is still there, and stays until this transaction ends. */
  boolean kept(Connection connection, long event) throws SQLException {
    return StoredEvent.keep(connection, context.dialect(), event);
  }

  /** The key of a webhook that is there and enabled. */
  static Optional<Long> key(Connection connection, Webhook.Id webhook) throws SQLException {
    return Sql.first(connection, OPEN, Sql.NUMBER, webhook.value());
  }

  private Optional<StoredEvent> eventOf(
      Connection connection, Delivery.Id id, SnapshotReader snapshots) throws SQLException {
    return Sql.first(
        connection, eventOf, row -> StoredEvent.read(row, snapshots), DeliveryRow.parametersOf(id));
  }

  /**
   * Whose it becomes.
   *
   * @param webhook the key of the one that is to have it
   * @param owner the epoch of the node that is to send it
   */
  record To(long webhook, long owner) {}
}
