package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
  private final String unheard;
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
    String ofEvent = context.wording().ofEvent();
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
    this.unheard =
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
    int rowBytes = context.wording().keeping().deliveryBytes();
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
    for (String sql : context.wording().keeping().beforeSweep()) {
      run(connection, sql);
    }
    forgetResends(connection);
    boolean more = cancelLeftBehind(connection, limit);
    List<Row> ended = deleteDeliveries(connection, ended(connection, endedBefore, limit));
    delete(connection, "delete from attempts where delivery = ?", ended);
    take(connection, ended.stream().map(Row::event).toList());
    deletePayloads(connection, ended);
    for (String sql : context.wording().keeping().afterDelivery()) {
      delete(connection, sql, ended);
    }
    long swept = deleteEvents(connection, ended);
    List<Long> unheard = unheard(connection, endedBefore, limit);
    long sweptUnheard = deleteEvents(connection, unheard);
    more |= ended.size() >= limit || (unheard.size() >= limit && sweptUnheard > 0);
    keepSwept(connection, Math.max(swept, sweptUnheard));
    until(connection, OLD_SECRETS, context.clock().instant().minus(WebhookRow.OVERLAP_SURELY_OVER));
    more |= revisions.step(connection);
    until(connection, FORGOTTEN, endedBefore);
    return new Swept(ended.size(), more);
  }

  /** What was called off so long ago is not on the wire any more. */
  private void forgetResends(Connection connection) throws SQLException {
    Instant now = context.clock().instant();
    until(connection, RESENDS_LEFT_BEHIND, now);
    until(connection, RESENDS_CALLED_OFF, now.minus(ON_THE_WIRE_MAX));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }

  /** Whether more may be left of what one of the removed webhooks has. */
  private boolean cancelLeftBehind(Connection connection, int limit) throws SQLException {
    boolean more = false;
    try (var removed = connection.prepareStatement(REMOVED);
        ResultSet row = removed.executeQuery();
        var statement = connection.prepareStatement(CANCEL_LEFT_BEHIND)) {
      while (row.next()) {
        statement.setLong(1, Columns.micros(context.clock().instant()));
        statement.setLong(2, row.getLong("key"));
        statement.setInt(3, limit);
        more |= statement.executeUpdate() >= limit;
      }
    }
    return more;
  }

  /**
   * Nobody adds deliveries to these events from now on, and what was added before is seen by every
   * later statement.
   */
  private void take(Connection connection, List<Long> sequences) throws SQLException {
    String sql = context.wording().locks().takeEvents();
    if (sql.isEmpty() || sequences.isEmpty()) {
      return;
    }
    Array array = connection.createArrayOf("bigint", sequences.toArray());
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array);
      statement.executeQuery().close();
    } finally {
      array.free();
    }
  }

  /** Those that were removed. */
  private static List<Row> deleteDeliveries(Connection connection, List<Row> rows)
      throws SQLException {
    List<Row> removed = new ArrayList<>();
    try (var statement = connection.prepareStatement(DELIVERY)) {
      for (Row row : rows) {
        statement.setLong(1, row.sequence());
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          removed.add(rows.get(i));
        }
      }
    }
    return removed;
  }

  private List<Row> ended(Connection connection, Instant before, int limit) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (var statement = connection.prepareStatement(ENDED + context.wording().locks().take())) {
      statement.setLong(1, Columns.micros(before));
      statement.setInt(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(new Row(row.getLong(1), row.getLong(2), row.getLong(3)));
        }
      }
    }
    return rows;
  }

  private static void delete(Connection connection, String sql, List<Row> rows)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (Row row : rows) {
        statement.setLong(1, row.sequence());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void deletePayloads(Connection connection, List<Row> rows) throws SQLException {
    Set<Long> seen = new LinkedHashSet<>();
    try (var statement = connection.prepareStatement(payloads)) {
      for (Row row : rows) {
        if (row.payload() != 0 && seen.add(row.payload())) {
          statement.setLong(1, row.payload());
          statement.setLong(2, row.event());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  /** The greatest number of those that were removed; 0 if none was. */
  private long deleteEvents(Connection connection, List<Row> rows) throws SQLException {
    Set<Long> seen = new LinkedHashSet<>();
    rows.forEach(row -> seen.add(row.event()));
    return deleteEvents(connection, seen);
  }

  /** Nobody adds deliveries to these from now on. */
  private List<Long> unheard(Connection connection, Instant before, int limit) throws SQLException {
    List<Long> found = new ArrayList<>();
    try (var statement = connection.prepareStatement(unheard)) {
      statement.setLong(1, Columns.micros(before));
      statement.setInt(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getLong(1));
        }
      }
    }
    take(connection, found);
    return found;
  }

  private long deleteEvents(Connection connection, Collection<Long> sequences) throws SQLException {
    for (String sql : context.wording().keeping().beforeEvent()) {
      delete(connection, sql, sequences);
    }
    return delete(connection, events, sequences);
  }

  private static long delete(Connection connection, String sql, Collection<Long> sequences)
      throws SQLException {
    if (sequences.isEmpty()) {
      return 0;
    }
    long greatest = 0;
    try (var statement = connection.prepareStatement(sql)) {
      for (long sequence : sequences) {
        statement.setLong(1, sequence);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      int at = 0;
      for (long sequence : sequences) {
        greatest = counts[at++] > 0 ? Math.max(greatest, sequence) : greatest;
      }
    }
    return greatest;
  }

  private static void keepSwept(Connection connection, long swept) throws SQLException {
    if (swept > 0) {
      try (var statement = connection.prepareStatement(SWEPT)) {
        statement.setLong(1, swept);
        statement.setLong(2, swept);
        statement.executeUpdate();
      }
    }
  }

  private static void until(Connection connection, String sql, Instant time) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setLong(1, Columns.micros(time));
      statement.executeUpdate();
    }
  }

  /** One ended delivery; payload 0 = none. */
  private record Row(long sequence, long event, long payload) {}
}
