package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Step ⑧: removes what has ended long ago, and then what only that referred to. */
public final class Retention implements LogRetention {

  /** Pending rows that a removal cut short by a crash has left, or that overtook it. */
  private static final String CANCEL_LEFT_BEHIND =
      """
      update deliveries set state = 3, due_at = null, ended_at = ?
      where sequence in (
        select d.sequence from deliveries d
        where d.webhook = ? and d.state = 0 order by d.due_at limit ?)
      """;

  private static final String REMOVED = "select key from webhooks where removed_at is not null";

  private static final String ENDED =
      """
      select sequence, event, payload from deliveries
      where ended_at is not null and ended_at < ?
        and not exists (select 1 from resends r where r.delivery = deliveries.sequence)
      order by ended_at limit ?
      """;

  /** What was resent or recovered since it was looked for stays. */
  private static final String DELIVERY =
      """
      delete from deliveries where sequence = ? and ended_at is not null
        and not exists (select 1 from resends r where r.delivery = deliveries.sequence)
      """;

  private static final String RESENDS_LEFT_BEHIND =
      """
      update resends set cancelled = 1, requested_at = ?
      where cancelled = 0 and webhook in (select key from webhooks where removed_at is not null)
      """;
  private static final String RESENDS_CALLED_OFF =
      "delete from resends where cancelled = 1 and requested_at < ?";

  /** Readers of events that have not come so far may have missed some. */
  private static final String SWEPT = "update journal set swept = ? where swept < ?";

  private static final String FORGOTTEN =
      """
      delete from webhooks where removed_at is not null and removed_at < ?
        and not exists (
          select 1 from deliveries d where d.webhook = webhooks.key and d.state = 0)
        and not exists (
          select 1 from deliveries d where d.webhook = webhooks.key and d.state <> 0)
        and not exists (select 1 from webhook_revisions r where r.webhook = webhooks.key)
      """;

  private static final String OLD_SECRETS =
      """
      update webhooks set old_secret = null, old_secret_until = null where old_secret_until <= ?
      """;

  private static final Duration ON_THE_WIRE_MAX = Duration.ofHours(1);

  private final StoreContext context;
  private final RevisionRetention revisions;
  private final String payloads;
  private final String events;
  private final String withoutDeliveries;
  private final BooleanSupplier tidying;
  private final BooleanSupplier givingBack;

  /** The retention of a store whose database has nothing else to do now and then. */
  public Retention(StoreContext context) {
    this(context, () -> false, () -> false);
  }

  /**
   * The retention of this store.
   *
   * @param tidying what {@link #tidy} does
   * @param givingBack what {@link #giveBack} does
   */
  public Retention(StoreContext context, BooleanSupplier tidying, BooleanSupplier givingBack) {
    this.context = context;
    this.tidying = tidying;
    this.givingBack = givingBack;
    this.revisions = new RevisionRetention(context);
    String ofEvent = context.dialect().ofEvent();
    this.payloads =
        """
        delete from payloads where sequence = ? and not exists (
          select 1 from events e join deliveries d on %s
          where e.sequence = ? and d.payload = payloads.sequence)
        """
            .formatted(ofEvent);
    this.events =
        """
        delete from events as e where e.sequence = ? and not exists (
          select 1 from deliveries d where %s)
        """
            .formatted(ofEvent);
    this.withoutDeliveries =
        """
        select e.sequence from events e
        where e.deliveries = 0 and e.recorded_at < ?
          and not exists (select 1 from deliveries d where %s)
        order by e.recorded_at limit ?
        """
            .formatted(ofEvent);
  }

  @Override
  public Swept sweep(Instant endedBefore, int limit) {
    return context.database().write(connection -> sweep(connection, endedBefore, limit));
  }

  @Override
  public Surplus surplus(long bytesMax) {
    int rowBytes = context.dialect().deliveryBytes();
    return context.database().read(c -> LogSize.surplus(c, bytesMax, rowBytes));
  }

  @Override
  public boolean tidy() {
    return tidying.getAsBoolean();
  }

  @Override
  public boolean giveBack() {
    return givingBack.getAsBoolean();
  }

  private Swept sweep(Connection connection, Instant endedBefore, int limit) throws SQLException {
    for (String sql : context.dialect().beforeSweep()) {
      Sql.update(connection, sql);
    }
    forgetResends(connection);
    boolean more = cancelLeftBehind(connection, limit);
    List<Row> ended = deleteDeliveries(connection, ended(connection, endedBefore, limit));
    delete(connection, "delete from attempts where delivery = ?", sequences(ended));
    take(connection, ended.stream().map(Row::event).toList());
    deletePayloads(connection, ended);
    for (String sql : context.dialect().afterDelivery()) {
      delete(connection, sql, sequences(ended));
    }
    long swept = deleteEvents(connection, ended);
    List<Long> withoutDeliveries = withoutDeliveries(connection, endedBefore, limit);
    long sweptWithoutDeliveries = deleteEvents(connection, withoutDeliveries);
    more |=
        ended.size() >= limit || (withoutDeliveries.size() >= limit && sweptWithoutDeliveries > 0);
    keepSwept(connection, Math.max(swept, sweptWithoutDeliveries));
    until(connection, OLD_SECRETS, context.engineNow().minus(WebhookRow.OVERLAP_SURELY_OVER));
    more |= revisions.step(connection);
    until(connection, FORGOTTEN, endedBefore);
    return new Swept(ended.size(), more);
  }

  /** What was called off so long ago is not on the wire any more. */
  private void forgetResends(Connection connection) throws SQLException {
    Instant now = context.engineNow();
    until(connection, RESENDS_LEFT_BEHIND, now);
    until(connection, RESENDS_CALLED_OFF, now.minus(ON_THE_WIRE_MAX));
  }

  /** Whether more may be left of what one of the removed webhooks has. */
  private boolean cancelLeftBehind(Connection connection, int limit) throws SQLException {
    boolean more = false;
    for (long webhook : Sql.list(connection, REMOVED, Sql.NUMBER)) {
      long now = Columns.micros(context.engineNow());
      more |= Sql.update(connection, CANCEL_LEFT_BEHIND, now, webhook, limit) >= limit;
    }
    return more;
  }

  /**
   * Nobody adds deliveries to these events from now on, and what was added before is seen by every
   * later statement.
   */
  private void take(Connection connection, List<Long> sequences) throws SQLException {
    String sql = context.dialect().lockEvents();
    if (sql.isEmpty() || sequences.isEmpty()) {
      return;
    }
    Array array = connection.createArrayOf("bigint", sequences.toArray());
    try {
      Sql.any(connection, sql, array);
    } finally {
      array.free();
    }
  }

  /** Those that were removed. */
  private static List<Row> deleteDeliveries(Connection connection, List<Row> rows)
      throws SQLException {
    List<Row> removed = new ArrayList<>();
    int[] counts =
        Sql.batch(
            connection, DELIVERY, rows, (statement, row) -> statement.setLong(1, row.sequence()));
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        removed.add(rows.get(i));
      }
    }
    return removed;
  }

  private List<Row> ended(Connection connection, Instant before, int limit) throws SQLException {
    return Sql.list(
        connection,
        ENDED + context.dialect().forUpdateSkipLocked(),
        row -> new Row(row.getLong(1), row.getLong(2), row.getLong(3)),
        Columns.micros(before),
        limit);
  }

  private static List<Long> sequences(List<Row> rows) {
    return rows.stream().map(Row::sequence).toList();
  }

  private void deletePayloads(Connection connection, List<Row> rows) throws SQLException {
    Set<Long> seen = new HashSet<>();
    List<Row> first =
        rows.stream().filter(row -> row.payload() != 0 && seen.add(row.payload())).toList();
    Sql.batch(
        connection,
        payloads,
        first,
        (statement, row) -> Sql.set(statement, row.payload(), row.event()));
  }

  /** The greatest number of those that were removed; 0 if none was. */
  private long deleteEvents(Connection connection, List<Row> rows) throws SQLException {
    Set<Long> seen = new LinkedHashSet<>();
    rows.forEach(row -> seen.add(row.event()));
    return deleteEvents(connection, seen);
  }

  /** Nobody adds deliveries to these from now on. */
  private List<Long> withoutDeliveries(Connection connection, Instant before, int limit)
      throws SQLException {
    List<Long> found =
        Sql.list(connection, withoutDeliveries, Sql.NUMBER, Columns.micros(before), limit);
    take(connection, found);
    return found;
  }

  private long deleteEvents(Connection connection, Collection<Long> sequences) throws SQLException {
    for (String sql : context.dialect().beforeEvent()) {
      delete(connection, sql, sequences);
    }
    return delete(connection, events, sequences);
  }

  /** The greatest number of those that were removed; 0 if none was. */
  private static long delete(Connection connection, String sql, Collection<Long> sequences)
      throws SQLException {
    int[] counts =
        Sql.batch(
            connection, sql, sequences, (statement, sequence) -> statement.setLong(1, sequence));
    long greatest = 0;
    int at = 0;
    for (long sequence : sequences) {
      greatest = counts[at++] > 0 ? Math.max(greatest, sequence) : greatest;
    }
    return greatest;
  }

  private static void keepSwept(Connection connection, long swept) throws SQLException {
    if (swept > 0) {
      Sql.update(connection, SWEPT, swept, swept);
    }
  }

  private static void until(Connection connection, String sql, Instant time) throws SQLException {
    Sql.update(connection, sql, Columns.micros(time));
  }

  /** One ended delivery; payload 0 = none. */
  private record Row(long sequence, long event, long payload) {}
}
