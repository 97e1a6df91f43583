package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Gives rows to what this node has open for webhooks to which another one may send. */
public final class RowsForOthers {

  private static final int AT_ONCE = 1_000;

  private RowsForOthers() {}

  /** Gives rows to all that was open when it was called, for the webhooks that fit. */
  public static void give(StoreContext context, Predicate<Webhook> of) {
    Set<Long> open = new HashSet<>(context.read(OpenIndex.View::webhooks));
    if (open.isEmpty()) {
      return;
    }
    StoredSet set = context.cache().current();
    for (Webhook webhook : set.webhooks().webhooks()) {
      long key = set.key(webhook.id());
      if (open.contains(key) && of.test(webhook)) {
        int given = AT_ONCE;
        while (given == AT_ONCE) {
          given = context.database().write(connection -> some(context, connection, key));
        }
      }
    }
  }

  private static int some(StoreContext context, Connection connection, long webhook)
      throws SQLException {
    OpenChanges changes = context.changes(connection);
    long owner = context.ownerOfOpen(connection);
    List<OpenDelivery> oldest = changes.oldest(webhook, changes.floor(), AT_ONCE);
    oldest.forEach(one -> changes.close(webhook, one.sequence()));
    context.giveRows(
        () ->
            DeliveryRows.insertOpen(
                connection,
                context.dialect(),
                owner,
                oldest,
                (one, payload) -> DeliveryRows.NewRow.pending(one, payload, one.recordedAt())));
    return oldest.size();
  }
}
