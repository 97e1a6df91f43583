package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.LogSize.End;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Gives up what consumers have not acknowledged for as long as the log is kept: it fails, which
 * lets it be purged, and is counted, so that the consumer is told. What a reader has on lease stays
 * until that ends: it may be acknowledged yet.
 */
final class UnreadEvents {

  private static final String CONSUMERS =
      "select w.key from {webhooks} w where w.mode = 'PULL' and w.removed_at is null";

  private static final String UNREAD =
      "select count(*) from {deliveries} d where d.webhook = ? and d.state = 0";

  private static final String OLD =
      """
      select d.due_at, d.sequence from {deliveries} d
      where d.webhook = ? and d.state = 0 and d.due_at < ?
        and not exists (select 1 from {leases} l where l.delivery = d.sequence and l.until > ?)
      order by d.due_at, d.sequence limit ?
      """;

  private static final String FAIL =
      """
      update {deliveries} set state = 2, ended_at = due_at, due_at = null
      where sequence = ? and state = 0
      """;

  private static final String COUNT =
      """
      insert into {consumers} (webhook, lost, lost_at) values (?, ?, ?)
      on conflict (webhook) do update set
        lost = {consumers}.lost + excluded.lost, lost_at = excluded.lost_at
      """;

  private UnreadEvents() {}

  /** The consumers that there are. */
  static List<Long> consumers(Connection connection) throws SQLException {
    return Sql.list(connection, CONSUMERS, Sql.NUMBER);
  }

  /** How many events all of them have not acknowledged. */
  static long count(Connection connection) throws SQLException {
    long count = 0;
    for (long consumer : consumers(connection)) {
      count += Sql.number(connection, UNREAD, consumer);
    }
    return count;
  }

  /** The oldest of a consumer that no reader has. */
  static List<End> oldest(Connection connection, long consumer, long now, int limit)
      throws SQLException {
    return Sql.list(connection, OLD, End::read, consumer, Long.MAX_VALUE, now, limit);
  }

  /**
   * Gives up some that were recorded before; whether more may be left.
   *
   * @param before in microseconds
   * @param limit at most so many
   */
  static boolean giveUp(StoreContext context, Connection connection, long before, int limit)
      throws SQLException {
    int left = limit;
    boolean busy = false;
    long now = Columns.micros(context.engineNow());
    for (long consumer : consumers(connection)) {
      if (left <= 0) {
        return true;
      }
      if (!Sql.any(connection, OLD, consumer, before, now, 1)) {
        continue;
      }
      if (!SqlConsumers.locks(context, connection, consumer)) {
        busy = true; // a reader is being given events, or acknowledges some
        continue;
      }
      // asked once more: some may have been given out meanwhile
      String old = OLD + context.dialect().forUpdateSkipLocked();
      List<End> some = Sql.list(connection, old, End::read, consumer, before, now, left);
      if (!some.isEmpty()) {
        Sql.batch(connection, FAIL, some, (statement, one) -> statement.setLong(1, one.sequence()));
        Sql.update(connection, COUNT, consumer, some.size(), now);
        left -= some.size();
      }
    }
    return ConsumerLeases.removeLeft(connection, limit) == limit || left <= 0 || busy;
  }
}
