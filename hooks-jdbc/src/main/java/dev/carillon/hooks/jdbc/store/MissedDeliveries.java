package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Past;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Makes missed deliveries pending. They are read and rendered before the writer's turn comes. */
final class MissedDeliveries {

  private static final String SELECT =
      "select d.sequence, "
          + StoredEvent.COLUMNS
          + " from deliveries d join events e on e.sequence = d.event ";

  private static final String KEY = "select key from webhooks where id = ? and removed_at is null";

  private static final String OF_WEBHOOK = " and d.state = 4 and d.webhook = (" + KEY + ")";

  private static final String RECOVER =
      """
      update deliveries set state = 0, payload = ?, owner = ?, due_at = ?, ended_at = null
      where sequence = ? and state = 4 and exists (
        select 1 from webhooks w where w.key = deliveries.webhook and w.removed_at is null)
      """;

  private final StoreContext context;
  private final StoredPayloads payloads;
  private final String one;
  private final String missed;
  private final String count;

  MissedDeliveries(StoreContext context) {
    this.context = context;
    this.payloads = new StoredPayloads(context.dialect());
    this.one = SELECT + DeliveryRow.byId(context.dialect().ofEvent());
    Dialect dialect = context.dialect();
    String wanted =
        " where "
            + dialect.ofWebhook("d", StateCodes.MISSED)
            + " and e.time >= ? and d.created_at < ? order by "
            + dialect.ofWebhookOrder("d", false)
            + " limit ?";
    this.missed = SELECT + wanted;
    this.count =
        "select count(*) from (select 1 from deliveries d "
            + context.dialect().withEvent()
            + wanted
            + ") as missed";
  }

  /** The oldest that the webhook missed. */
  PreparedRecovery prepare(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit) {
    List<Missed> read =
        context
            .database()
            .read(
                connection ->
                    Sql.of(missed, parameters(connection, webhook, past, after, limit))
                        .list(connection, row -> Missed.read(row, snapshots)));
    return new Batch(read, rendered(read, webhook), read.size() < limit);
  }

  /** How many the webhook missed, up to a maximum. */
  Count count(Webhook webhook, Past past, int max) {
    long found =
        context
            .database()
            .read(
                connection ->
                    Sql.number(connection, count, parameters(connection, webhook, past, 0, max)));
    return new Count(found, found == max);
  }

  private static Object[] parameters(
      Connection connection, Webhook webhook, Past past, long after, int limit)
      throws SQLException {
    // -1 stands for a webhook that is removed
    long key = Sql.first(connection, KEY, Sql.NUMBER, webhook.id().value()).orElse(-1L);
    return new Object[] {
      key,
      after == 0 ? SequenceByTime.beforeEvents(connection, past.since()) : after,
      key,
      Long.MAX_VALUE,
      Columns.micros(past.since()),
      Columns.micros(past.recordedBefore()),
      limit
    };
  }

  /** This one, if the webhook missed it. */
  PreparedRecovery prepare(Webhook webhook, Delivery.Id id, SnapshotReader snapshots) {
    Sql query = Sql.of(one, DeliveryRow.parametersOf(id)).then(OF_WEBHOOK, webhook.id().value());
    List<Missed> read =
        context
            .database()
            .read(connection -> query.list(connection, row -> Missed.read(row, snapshots)));
    return new Batch(read, rendered(read, webhook), true);
  }

  private static List<Payload> rendered(List<Missed> missed, Webhook webhook) {
    return missed.stream()
        .map(Missed::of)
        .map(of -> of.event().snapshot().render(of.event(), webhook.subscription().projection()))
        .toList();
  }

  /** A missed delivery's number, and its event. */
  private record Missed(long sequence, StoredEvent of) {

    static Missed read(ResultSet row, SnapshotReader snapshots) throws SQLException {
      return new Missed(row.getLong("sequence"), StoredEvent.read(row, snapshots));
    }
  }

  private final class Batch implements PreparedRecovery {

    private final List<Missed> missed;
    private final List<Payload> rendered;
    private final boolean last;

    Batch(List<Missed> missed, List<Payload> rendered, boolean last) {
      this.missed = missed;
      this.rendered = rendered;
      this.last = last;
    }

    @Override
    public int count() {
      return missed.size();
    }

    @Override
    public long reached() {
      return missed.isEmpty() ? 0 : missed.getLast().sequence();
    }

    @Override
    public boolean last() {
      return last;
    }

    @Override
    public int write(Connection connection) throws SQLException {
      int recovered = 0;
      long owner = context.ownerStill(connection);
      for (int i = 0; i < missed.size(); i++) {
        Missed one = missed.get(i);
        Payload payload = rendered.get(i);
        if (!StoredEvent.keep(connection, context.dialect(), one.of().sequence())) {
          continue;
        }
        long stored = payloads.numberOf(connection, one.of().sequence(), payload, one.sequence());
        long now = Columns.micros(context.engineNow());
        // none where another caller was quicker
        if (Sql.update(connection, RECOVER, stored, owner, now, one.sequence()) == 1) {
          recovered++;
          if (stored == one.sequence()) {
            StoredPayloads.insert(connection, stored, payload);
          }
        }
      }
      return recovered;
    }
  }
}
