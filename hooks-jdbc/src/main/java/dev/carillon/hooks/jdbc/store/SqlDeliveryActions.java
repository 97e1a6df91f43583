package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The actions in tables: each is a transaction, or part of one of the caller's. */
public final class SqlDeliveryActions implements TransactionalDeliveryActions {

  private static final String MISSED =
      """
      select count(*) from deliveries
      where webhook = (select key from webhooks where id = ?) and state = 4 and state <> 0
      """;

  private final Database database;
  private final WebhookCache cache;
  private final RedeliveryRows redeliveryRows;
  private final MissedDeliveries recovering;
  private final NewDelivery newDeliveries;
  private final Backfill backfill;
  private final String find;

  /** The actions of this store. */
  public SqlDeliveryActions(StoreContext context) {
    this.database = context.database();
    this.cache = context.cache();
    this.redeliveryRows = new RedeliveryRows(context);
    this.recovering = new MissedDeliveries(context);
    this.newDeliveries = new NewDelivery(context);
    this.backfill = new Backfill(context, newDeliveries);
    this.find = DeliveryRow.SELECT + DeliveryRow.byId(context.dialect().ofEvent());
  }

  @Override
  public Optional<Delivery> find(Delivery.Id id) {
    Sql query = Sql.of(find, DeliveryRow.parametersOf(id));
    return database.read(connection -> query.first(connection, DeliveryRow::read));
  }

  @Override
  public long missed(Webhook.Id webhook) {
    return database.read(connection -> Sql.number(connection, MISSED, webhook.value()));
  }

  @Override
  public int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit) {
    Past past = new Past(since, Columns.END_OF_TIME);
    return database.write(missed(webhook, past, 0, snapshots, limit)::write);
  }

  @Override
  public ActionResult recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    int recovered = database.write(missed(webhook, id, snapshots)::write);
    return recovered == 1 ? ActionResult.DONE : ActionResult.ENDED;
  }

  @Override
  public ActionResult redeliver(Delivery.Id id) {
    return database.write(connection -> redeliveryRows.redeliver(connection, id));
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    return newDeliveries.redeliver(id, to, snapshots).flatMap(this::find);
  }

  @Override
  public ActionResult retryNow(Delivery.Id id) {
    try {
      return database.write(connection -> redeliveryRows.retryNow(connection, id));
    } finally {
      cache.outdated();
    }
  }

  @Override
  public ActionResult cancel(Delivery.Id id, Instant now) {
    return database.write(connection -> cancel(connection, id, now));
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    return new Cancellation(database).pendingOf(webhook, now);
  }

  @Override
  public ActionResult redeliver(Connection connection, Delivery seen) throws SQLException {
    return redeliveryRows.redeliver(connection, seen);
  }

  @Override
  public int waiting(int max) {
    return database.read(connection -> redeliveryRows.count(connection, max));
  }

  @Override
  public ActionResult cancel(Connection connection, Delivery.Id id, Instant now)
      throws SQLException {
    return redeliveryRows.cancel(connection, id, now);
  }

  @Override
  public PreparedRecovery missed(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    return recovering.prepare(webhook, id, snapshots);
  }

  @Override
  public PreparedRecovery missed(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit) {
    return recovering.prepare(webhook, past, after, snapshots, limit);
  }

  @Override
  public Count countMissed(Webhook webhook, Past past, int max) {
    return recovering.count(webhook, past, max);
  }

  @Override
  public PreparedRecovery backfill(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit) {
    return backfill.prepare(webhook, range, after, snapshots, limit);
  }
}
