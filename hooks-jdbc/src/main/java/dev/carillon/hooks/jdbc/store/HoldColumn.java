package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Until when webhooks are held because their receivers asked for it: a column of theirs. */
final class HoldColumn {

  private static final String LATER =
      "update {webhooks} set held_until = ? where id = ? and held_until < ? and removed_at is null";
  private static final String HELD =
      "select id, held_until from {webhooks} where held_until > ? and removed_at is null";
  private static final String IS_HELD =
      "select 1 from {webhooks} where id = ? and held_until > ? and removed_at is null";
  private static final String RELEASE = "update {webhooks} set held_until = 0 where id = ?";

  private HoldColumn() {}

  /** Writes the holds that receivers asked for, webhook by webhook in the order of ids. */
  static void write(Connection connection, List<Settlement> settled) throws SQLException {
    if (settled.stream().noneMatch(Settlement::holds)) {
      return;
    }
    SortedMap<Webhook.Id, Instant> latest = new TreeMap<>(Comparator.comparing(Webhook.Id::value));
    for (Settlement one : settled) {
      if (one.holds()) {
        latest.merge(one.before().webhook(), one.heldUntil(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    Sql.batch(
        connection,
        LATER,
        latest.entrySet(),
        (statement, one) -> {
          long until = Columns.micros(one.getValue());
          Sql.set(statement, until, one.getKey().value(), until);
        });
  }

  static Map<Webhook.Id, Instant> read(Connection connection, Instant now) throws SQLException {
    Map<Webhook.Id, Instant> holds = new HashMap<>();
    Sql.each(
        connection,
        HELD,
        row -> holds.put(new Webhook.Id(row.getString("id")), Columns.time(row, "held_until")),
        Columns.micros(now));
    return holds;
  }

  /** Ends a hold and raises the set's revision; false where there was none. */
  static boolean release(StoreContext context, Connection connection, Webhook.Id id, Instant now)
      throws SQLException {
    if (!Sql.any(connection, IS_HELD, id.value(), Columns.micros(now))) {
      return false;
    }
    SqlWebhooks.raiseRevision(context, connection);
    end(connection, id);
    return true;
  }

  /** Ends a hold, if there is one. */
  static void end(Connection connection, Webhook.Id id) throws SQLException {
    Sql.update(connection, RELEASE, id.value());
  }
}
