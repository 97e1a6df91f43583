package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Repairs;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Repairs in tables: which transaction each of them is, and those within one of the caller's. */
public final class SqlRepairs implements Repairs {

  private static final String MISSED =
      """
      select count(*) from deliveries
      where webhook = (select key from webhooks where id = ?) and state = 4 and state <> 0
      """;

  private final Database database;
  private final WebhookCache cache;
  private final Resends resending;
  private final MissedDeliveries recovering;
  private final NewDelivery redelivering;
  private final Backfill backfill;
  private final String find;

  /** The repairs of this store. */
  public SqlRepairs(StoreContext context) {
    this.database = context.database();
    this.cache = context.cache();
    this.resending = new Resends(context);
    this.recovering = new MissedDeliveries(context);
    this.redelivering = new NewDelivery(context);
    this.backfill = new Backfill(context, redelivering);
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
  public RepairResult recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    int recovered = database.write(missed(webhook, id, snapshots)::write);
    return recovered == 1 ? RepairResult.DONE : RepairResult.ENDED;
  }

  @Override
  public RepairResult resend(Delivery.Id id) {
    return database.write(connection -> resending.resend(connection, id));
  }

  @Override
  public Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots) {
    return redelivering.redeliver(id, to, snapshots).flatMap(this::find);
  }

  @Override
  public RepairResult retryNow(Delivery.Id id) {
    try {
      return database.write(connection -> resending.retryNow(connection, id));
    } finally {
      cache.outdated();
    }
  }

  @Override
  public RepairResult cancel(Delivery.Id id, Instant now) {
    return database.write(connection -> cancel(connection, id, now));
  }

  @Override
  public long cancelPending(Webhook.Id webhook, Instant now) {
    return new Cancellation(database).pendingOf(webhook, now);
  }

  @Override
  public RepairResult resend(Connection connection, Delivery seen) throws SQLException {
    return resending.resend(connection, seen);
  }

  @Override
  public int waiting(int max) {
    return database.read(connection -> resending.count(connection, max));
  }

  @Override
  public RepairResult cancel(Connection connection, Delivery.Id id, Instant now)
      throws SQLException {
    return resending.cancel(connection, id, now);
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
