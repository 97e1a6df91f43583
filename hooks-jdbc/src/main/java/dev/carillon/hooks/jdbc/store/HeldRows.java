package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives events that were held deliveries of their own, which are due now. */
record HeldRows(StoreContext context) {

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
    boolean rowed = others.any() && others.rowed(webhook);
    DeliveryRows.insert(connection, rowed ? others.holder(webhook) : own, rows);
    if (rowed) {
      others.madeDue(connection, Set.of(webhook));
    }
  }
}
