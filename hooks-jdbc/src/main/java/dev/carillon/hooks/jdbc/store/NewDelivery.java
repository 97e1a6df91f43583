package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes a delivery of an event that was recorded long ago, for a webhook that had none of it. */
final class NewDelivery {

  private static final String OPEN =
      "select key from webhooks where id = ? and removed_at is null and disabled_at is null";

  private static final String EVENT =
      "select " + StoredEvent.PACKED_COLUMNS + " from events e where e.sequence = ?";

  private final StoreContext context;

  NewDelivery(StoreContext context) {
    this.context = context;
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
    context.changes(connection); // before a number is taken
    long event = of.sequence();
    long sequence = context.numbers().take(connection, 1);
    context.changes(connection).given(sequence);
    int payloadIndex =
        EventPayloads.indexOf(connection, event, payload)
            .orElseThrow(() -> new IllegalStateException("event " + event + " was not locked"));
    long now = Columns.micros(context.engineNow());
    // made before it is due: what is due as it is made is handed to the engine, which this is not
    DeliveryRows.insert(
        connection,
        to.owner(),
        List.of(
            DeliveryRows.NewRow.pending(
                sequence, event, to.webhook(), payloadIndex, now, now - 1)));
    return NumberedEvent.deliveryId(of.event().id(), sequence - event);
  }

  /** Whether an event is still there, and is this transaction's alone until it ends. */
  boolean kept(Connection connection, long event) throws SQLException {
    return EventPayloads.lock(connection, context.dialect(), event);
  }

  /** The key of a webhook that is there and enabled. */
  static Optional<Long> key(Connection connection, Webhook.Id webhook) throws SQLException {
    return Sql.first(connection, OPEN, Sql.NUMBER, webhook.value());
  }

  private Optional<StoredEvent> eventOf(
      Connection connection, Delivery.Id id, SnapshotReader snapshots) throws SQLException {
    Optional<StoredDelivery> found = DeliveryReader.atOneMoment(context, connection).find(id);
    return found.isEmpty()
        ? Optional.empty()
        : Sql.first(
            connection,
            EVENT,
            row -> StoredEvent.readPacked(row, snapshots),
            found.get().event().sequence());
  }

  /**
   * Whose it becomes.
   *
   * @param webhook the key of the one that is to have it
   * @param owner the epoch of the node that is to send it
   */
  record To(long webhook, long owner) {}
}
