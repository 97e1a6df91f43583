package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.Repair;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Recovery;
import dev.carillon.hooks.jdbc.Repairs;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Repairs in tables. */
public final class SqlRepairs implements Repairs {

  private final Database database;
  private final Resends resending;
  private final MissedDeliveries recovering;
  private final Backfill unheard;

  /** The repairs of this store. */
  public SqlRepairs(StoreContext context) {
    this.database = context.database();
    this.resending = new Resends(context);
    this.recovering = new MissedDeliveries(context);
    this.unheard = new Backfill(context, new Redelivery(context));
  }

  @Override
  public Repair resend(Connection connection, Delivery seen) throws SQLException {
    return resending.resend(connection, seen);
  }

  @Override
  public int waiting(int max) {
    return database.read(connection -> resending.count(connection, max));
  }

  @Override
  public Repair cancel(Connection connection, Delivery.Id id, Instant now) throws SQLException {
    return resending.cancel(connection, id, now);
  }

  @Override
  public Recovery missed(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    return recovering.prepare(webhook, id, snapshots);
  }

  @Override
  public Recovery missed(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit) {
    return recovering.prepare(webhook, past, after, snapshots, limit);
  }

  @Override
  public Count countMissed(Webhook webhook, Past past, int max) {
    return recovering.count(webhook, past, max);
  }

  @Override
  public Recovery unheard(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit) {
    return unheard.prepare(webhook, range, after, snapshots, limit);
  }
}
