package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes replaced revisions of webhooks that nothing of the log names: once all that is recorded
 * is younger than their end. Of a webhook with many, those that no attempt ever named go soon after
 * they were replaced. Removed webhooks are forgotten after that. Several nodes may do so at once:
 * what nothing names is not named later, since what is recorded goes by the newest revision.
 */
final class RevisionRetention {

  private static final int WEBHOOKS_AT_ONCE = 50;

  /** So long after a change an old revision is certainly not used any more, on any node. */
  private static final Duration IN_USE_MAX = Duration.ofHours(1);

  /** Of a webhook with more replaced revisions only those are kept that an attempt has named. */
  private static final int UNNAMED_MAX = 100;

  /** A webhook has no more replaced revisions than these latest, whatever names the others. */
  private static final int REVISIONS_MAX = 5_000;

  /** So many of one webhook are removed at once. */
  private static final int REMOVED_AT_ONCE = 1_000;

  private static final String WEBHOOKS =
      """
      select distinct webhook from {webhook_revisions}
      where replaced_at is not null and webhook > ? order by webhook limit ?
      """;
  private static final String LATEST =
      """
      select revision from {webhook_revisions}
      where webhook = ? and replaced_at is not null order by revision desc limit 1 offset ?
      """;
  private static final String GO =
      """
      delete from {webhook_revisions} where key in (
        select key from {webhook_revisions}
        where webhook = ? and replaced_at is not null
          and ((used = 0 and replaced_at < ?) or replaced_at < ? or revision <= ?)
        order by revision limit ?)
      """;

  /**
   * The time of the oldest event or attempt. That is the first recorded one, or, if the clock was
   * set back meanwhile, one of those that ended first.
   */
  private static final String OLDEST =
      """
      select coalesce(min(at), 9223372036854775807) from (
        select min(recorded_at) as at from (
          select recorded_at from {events} where sequence > ? order by sequence limit ?) as first_ones
        union all
        select min(created_from) from (
          select created_from from {chunks} where ended_from > ? order by ended_from limit ?) as ended
        union all
        select min(created_at) from (
          select created_at from {deliveries} where ended_at > ? order by ended_at limit ?) as with_rows
      ) as recorded
      """;

  private static final int FIRST_ONES = 1_000;

  private static final String UNFILED = "select data from {results}";
  private static final String FORGETTABLE =
      """
      select key from {webhooks} where removed_at is not null and removed_at < ?
        and not exists (select 1 from {deliveries} d where d.webhook = {webhooks}.key)
        and not exists (select 1 from {chunks} c where c.webhook = {webhooks}.key)
        and not exists (select 1 from {webhook_revisions} r where r.webhook = {webhooks}.key)
        and not exists (
          select 1 from {webhook_subscriptions} s where s.webhook = {webhooks}.key)
      """;

  private final StoreContext context;
  private long after = -1;

  RevisionRetention(StoreContext context) {
    this.context = context;
  }

  /**
   * Looks at the next few webhooks; whether more are left before it begins from the start again.
   */
  boolean step(Connection connection) throws SQLException {
    List<Long> page = Sql.list(connection, WEBHOOKS, Sql.NUMBER, after, WEBHOOKS_AT_ONCE);
    long inUse = inUse();
    long needed = page.isEmpty() ? 0 : needed(connection);
    boolean more = false;
    for (long webhook : page) {
      boolean many = latest(connection, webhook, UNNAMED_MAX) >= 0;
      int beyond = many ? latest(connection, webhook, REVISIONS_MAX) : -1;
      more |=
          Sql.update(connection, GO, webhook, many ? inUse : 0, needed, beyond, REMOVED_AT_ONCE)
              == REMOVED_AT_ONCE;
    }
    if (!more) {
      after = page.size() == WEBHOOKS_AT_ONCE ? page.getLast() : -1;
    }
    return more || page.size() == WEBHOOKS_AT_ONCE;
  }

  private long inUse() {
    return Columns.micros(context.engineNow().minus(IN_USE_MAX));
  }

  /**
   * The time, in microseconds, before which replaced revisions are not needed: nothing that is
   * recorded refers to them.
   */
  long needed(Connection connection) throws SQLException {
    long oldest = Sql.number(connection, OLDEST, 0, FIRST_ONES, 0, FIRST_ONES, 0, FIRST_ONES);
    return Math.min(inUse(), oldest - IN_USE_MAX.toMillis() * 1_000);
  }

  /** The webhooks of which other nodes have something open. */
  private Set<Long> openElsewhere(Connection connection) throws SQLException {
    Map<Long, Long> marks = new HashMap<>(Marks.all(connection));
    marks.remove(context.owner());
    return marks.isEmpty()
        ? Set.of()
        : OpenRecovery.between(context.dialect(), connection, marks, -1, Long.MAX_VALUE).keySet();
  }

  /** The number of a webhook's latest replaced revision but so many; -1 where it has fewer. */
  private static int latest(Connection connection, long webhook, int but) throws SQLException {
    return Sql.first(connection, LATEST, row -> row.getInt(1), webhook, but).orElse(-1);
  }

  /** Forgets webhooks that were removed before and of which nothing is left. */
  void forget(Connection connection, long removedBefore) throws SQLException {
    List<Long> forgettable = Sql.list(connection, FORGETTABLE, Sql.NUMBER, removedBefore);
    if (forgettable.isEmpty()) {
      return;
    }
    Set<Long> needed = new HashSet<>();
    context.open().read(now -> needed.addAll(now.webhooks()));
    needed.addAll(openElsewhere(connection));
    Sql.each(
        connection,
        UNFILED,
        row -> FirstAttempt.readAll(row.getBytes(1)).forEach(one -> needed.add(one.webhook())));
    for (long webhook : forgettable) {
      if (!needed.contains(webhook)) {
        Sql.update(connection, "delete from {webhooks} where key = ?", webhook);
      }
    }
  }
}
