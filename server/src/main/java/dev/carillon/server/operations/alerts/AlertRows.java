package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of alerts. All methods work in the caller's transaction. */
final class AlertRows {

  private static final String COLUMNS =
      "a.rule, a.subject, a.name, a.detail, a.began_at, a.seen_at, a.ended_at, a.episodes";

  private static final String SEEN =
      """
      insert into alerts (rule, subject, name, detail, began_at, seen_at)
      values (?, ?, ?, ?, ?, ?)
      on conflict (rule, subject) do update set
        name = excluded.name, detail = excluded.detail, seen_at = excluded.seen_at,
        episodes = alerts.episodes + case when alerts.ended_at > 0 then 1 else 0 end,
        began_at = case when alerts.ended_at > 0 then excluded.began_at else alerts.began_at end,
        ended_at = 0
      """;

  private static final String ENDED =
      """
      update alerts set ended_at = ?, detail = ?
      where rule = ? and subject = ? and ended_at = 0 and seen_at = ?
      """;

  private static final String KEPT = " from alerts a where a.ended_at = 0 or a.ended_at > ?";

  private static final String LIST =
      "select "
          + COLUMNS
          + KEPT
          + " order by case when a.ended_at = 0 then 0 else 1 end, a.began_at desc limit ?";

  private static final String FORGET = "delete from alerts where ended_at > 0 and ended_at < ?";

  private static final String FORGET_TELLINGS =
      """
      delete from alert_tellings where not exists (
        select 1 from alerts a
        where a.rule = alert_tellings.rule and a.subject = alert_tellings.subject)
      """;

  private AlertRows() {}

  /** Those that are wrong, newest first, and then those that ended after then. */
  static List<Alert> list(Connection connection, Instant endedAfter, int limit)
      throws SQLException {
    return Sql.list(connection, LIST, AlertRows::alert, endedAfter.toEpochMilli(), limit);
  }

  /** How many these are. */
  static long count(Connection connection, Instant endedAfter) throws SQLException {
    return Sql.number(connection, "select count(*)" + KEPT, endedAfter.toEpochMilli());
  }

  /** Something is wrong, or still is. */
  static void seen(Connection connection, Finding found, Instant now) throws SQLException {
    Sql.update(
        connection,
        SEEN,
        found.rule(),
        found.subject(),
        found.name(),
        found.detail(),
        now.toEpochMilli(),
        now.toEpochMilli());
  }

  /** It is not wrong any more, unless a node has seen it since. */
  static void ended(Connection connection, Alert alert, Instant now) throws SQLException {
    Sql.update(
        connection,
        ENDED,
        now.toEpochMilli(),
        alert.found().detail(),
        alert.found().rule(),
        alert.found().subject(),
        alert.seenAt().toEpochMilli());
  }

  /** Forgets those that ended before then. */
  static void forget(Connection connection, Instant before) throws SQLException {
    Sql.update(connection, FORGET, before.toEpochMilli());
    Sql.update(connection, FORGET_TELLINGS);
  }

  /**
   * Forgets what rules found that are others now, or look no more: all of it, or what has ended.
   *
   * @param gone the names of those that are no more, or look no more
   * @param changed the names of those that are others now
   */
  static void forget(Connection connection, Collection<String> gone, Collection<String> changed)
      throws SQLException {
    for (String rule : gone) {
      Sql.update(connection, "delete from alerts where rule = ?", rule);
    }
    for (String rule : changed) {
      Sql.update(connection, "delete from alerts where rule = ? and ended_at > 0", rule);
    }
    Sql.update(connection, FORGET_TELLINGS);
  }

  /** Alerts of some rules of which a channel does not know the latest, oldest first. */
  static List<PendingAlert> pending(
      Connection connection, String channel, List<String> rules, int limit) throws SQLException {
    if (rules.isEmpty()) {
      return List.of();
    }
    return Sql.list(
        connection,
        "select "
            + COLUMNS
            + ", coalesce(t.episodes, 0) as known, coalesce(t.ended, 0) as known_end"
            + pendingOf(rules)
            + " order by a.began_at, a.rule, a.subject limit ?",
        row -> new PendingAlert(alert(row), row.getInt("known"), row.getInt("known_end") == 1),
        values(channel, rules, limit));
  }

  /** How many they are. */
  static long pendingCount(Connection connection, String channel, List<String> rules)
      throws SQLException {
    return rules.isEmpty()
        ? 0
        : Sql.number(
            connection, "select count(*)" + pendingOf(rules), values(channel, rules, null));
  }

  private static String pendingOf(List<String> rules) {
    return """
     from alerts a left join alert_tellings t
      on t.channel = ? and t.rule = a.rule and t.subject = a.subject
    where a.rule in (%s)
      and (a.episodes <> coalesce(t.episodes, 0)
        or case when a.ended_at > 0 then 1 else 0 end <> coalesce(t.ended, 0))
    """
        .formatted(Sql.marks(rules.size()));
  }

  private static @Nullable Object[] values(
      String channel, List<String> rules, @Nullable Integer limit) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(channel);
    values.addAll(rules);
    if (limit != null) {
      values.add(limit);
    }
    return values.toArray();
  }

  private static Alert alert(ResultSet row) throws SQLException {
    long ended = row.getLong("ended_at");
    return new Alert(
        new Finding(
            row.getString("rule"),
            row.getString("subject"),
            row.getString("name"),
            row.getString("detail")),
        Instant.ofEpochMilli(row.getLong("began_at")),
        Instant.ofEpochMilli(row.getLong("seen_at")),
        ended == 0 ? null : Instant.ofEpochMilli(ended),
        row.getInt("episodes"));
  }
}
