package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives events that were held deliveries of their own, which are due now. */
record HeldRows(StoreContext context) {

  private static final String MERGED =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.merged_into = ? order by h.event";

  /** Takes the events that were merged into one which gets a delivery now. */
  static List<GroupedEvent> takeMerged(Connection connection, HeldEvent carrier)
      throws SQLException {
    List<HeldEvent> merged =
        Sql.list(connection, MERGED, HeldEvent::read, carrier.webhook(), carrier.event());
    if (merged.isEmpty()) {
      return List.of();
    }
    GroupCollector.take(connection, merged);
    List<HeldEvent> all = new ArrayList<>(merged);
    all.add(carrier);
    return grouped(all, carrier, 0);
  }

  private static List<GroupedEvent> grouped(List<HeldEvent> events, HeldEvent carrier, int bytes) {
    return events.stream()
        .map(
            one ->
                new GroupedEvent(
                    carrier.sequence(),
                    0,
                    one.event(),
                    one.webhook(),
                    carrier.event(),
                    bytes,
                    null))
        .toList();
  }

  /** Ends these events without sending anything: the last one gets a cancelled delivery. */
  void cancel(Connection connection, List<HeldEvent> events) throws SQLException {
    HeldEvent last = events.getLast();
    DeliveryRows.NewRow row =
        DeliveryRows.NewRow.cancelled(last.delivery(), last.payload(), context.engineNow());
    DeliveryRows.insert(
        connection, context.ownerStill(connection), List.of(last.late() ? row.asLate() : row));
    GroupedEvent.insert(connection, grouped(events, last, GroupedEvent.NOTHING_SENT));
  }

  /** Makes them pending, for the node that sends to this webhook. */
  void send(Connection connection, Webhook webhook, List<HeldEvent> held) throws SQLException {
    long own = context.ownerStill(connection);
    long now = Columns.micros(context.engineNow());
    List<DeliveryRows.NewRow> rows = new ArrayList<>();
    for (HeldEvent one : held) {
      rows.add(
          one.late()
              ? DeliveryRows.NewRow.late(one.delivery(), one.payload(), now)
              : DeliveryRows.NewRow.pending(one.delivery(), one.payload(), now));
    }
    OtherNodes others = context.node().others();
    boolean rowed = others.any() && others.hasRowsFromStart(webhook);
    DeliveryRows.insert(connection, rowed ? others.sender(webhook) : own, rows);
    if (rowed) {
      others.moreDue(connection, Set.of(webhook));
    }
  }
}
