package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The actions on deliveries, each in a transaction of its own, or in the caller's. */
public final class SqlDeliveryActions implements TransactionalDeliveryActions {

  private static final String MISSED =
      """
      select count(*) from {deliveries}
      where webhook = (select key from {webhooks} where id = ?) and state = 4
      """;

  private final StoreContext context;
  private final Database database;
  private final RedeliveryRows redeliveries;
  private final RecoveredDeliveries recoveries;
  private final Backfill backfill;

  /** The actions of this store. */
  public SqlDeliveryActions(StoreContext context, SqlOutbox outbox) {
    this.context = context;
    this.database = context.database();
    this.redeliveries = new RedeliveryRows(context);
    this.recoveries = new RecoveredDeliveries(context, outbox);
    this.backfill = new Backfill(context, recoveries);
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    return database.read(
        connection -> {
          DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
          Optional<StoredDelivery> found = reader.find(id);
          return found.isEmpty()
              ? Optional.empty()
              : Optional.of(found.get().delivery(reader.name(found.get().webhook()).id()));
        });
  }

  @Override
  public long missed(Webhook.Id webhook) {
    return database.read(connection -> Sql.number(connection, MISSED, webhook.value()));
  }

  @Override
  public ActionResult redeliver(Delivery.Id id) {
    return database.write(
        LockOrder.OTHER_NODES, connection -> redeliveries.redeliver(connection, id));
  }

  @Override
  public ActionResult retryNow(Delivery.Id id) {
    try {
      return database.write(
          LockOrder.OTHER_NODES, connection -> redeliveries.retryNow(connection, id));
    } finally {
      context.cache().outdated();
    }
  }

  @Override
  public ActionResult cancel(Delivery.Id id, Instant now) {
    return database.write(LockOrder.OTHER_NODES, connection -> cancel(connection, id, now));
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    return new Cancellation(context).pendingOf(webhook, now);
  }

  @Override
  public ActionResult redeliver(Connection connection, Delivery seen) throws SQLException {
    return redeliveries.redeliver(database.names().on(connection), seen);
  }

  @Override
  public int waiting(int max) {
    return database.read(connection -> redeliveries.count(connection, max));
  }

  @Override
  public ActionResult cancel(Connection connection, Delivery.Id id, Instant now)
      throws SQLException {
    return redeliveries.cancel(database.names().on(connection), id, now);
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    Past past = new Past(since, Columns.END_OF_TIME);
    PreparedRecovery prepared = prepareRecovery(webhook, past, 0, snapshots, limit);
    int made = database.write(prepared::write);
    // what the webhook may not be shown stays missed, and other events come after it
    while (made == 0 && !prepared.last()) {
      prepared = prepareRecovery(webhook, past, prepared.reached(), snapshots, limit);
      made = database.write(prepared::write);
    }
    return made;
  }

  @Override
  public ActionResult recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    int recovered = database.write(prepareRecovery(webhook, id, snapshots)::write);
    return recovered == 1 ? ActionResult.DONE : ActionResult.ENDED;
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    return recoveries.redeliver(id, to, snapshots).flatMap(this::find);
  }

  @Override
  public PreparedRecovery prepareRecovery(
      Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    return recoveries.missed(webhook, id, snapshots);
  }

  @Override
  public PreparedRecovery prepareRecovery(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit) {
    return recoveries.missed(webhook, past, after, snapshots, limit);
  }

  @Override
  public Count countMissed(Webhook webhook, Past past, int max) {
    return recoveries.count(webhook, past, max);
  }

  @Override
  public PreparedRecovery backfill(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit) {
    return backfill.prepare(webhook, range, after, snapshots, limit);
  }
}
