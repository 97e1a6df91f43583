package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Removes replaced revisions of webhooks that no row of the log can name. An attempt names a
 * revision that was in use while its delivery was there: so where all of a webhook's deliveries are
 * younger than a revision's end, it goes. A few webhooks at a time, each with a few steps in an
 * index. Of a webhook with many revisions each is looked for in the log, and there is a number that
 * none may have more of.
 */
final class RevisionRetention {

  private static final int WEBHOOKS_AT_ONCE = 50;

  /**
   * Of a webhook with more pending deliveries the age tells nothing: they are not all looked at.
   */
  private static final int PENDING_MAX = 200;

  /** So long after a change an old revision is certainly not used any more, on any node. */
  private static final Duration IN_USE_MAX = Duration.ofHours(1);

  /** A webhook with more replaced revisions has each of them looked for in the log. */
  private static final int UNSOUGHT_MAX = 100;

  /** A webhook has no more replaced revisions than these latest, whatever names the others. */
  private static final int REVISIONS_MAX = 5_000;

  /** So many of one webhook are removed at once. */
  private static final int REMOVED_AT_ONCE = 1_000;

  private static final List<Integer> ENDED =
      List.of(StateCodes.DELIVERED, StateCodes.EXHAUSTED, StateCodes.CANCELLED, StateCodes.MISSED);

  private static final String WEBHOOKS =
      """
      select distinct webhook from webhook_revisions
      where replaced_at is not null and webhook > ? order by webhook limit ?
      """;

  private static final String PENDING =
      """
      select d.created_at from deliveries d
      where d.webhook = ? and d.state = 0 order by d.due_at limit ?
      """;

  private static final String LATEST =
      """
      select revision from webhook_revisions
      where webhook = ? and replaced_at is not null order by revision desc limit 1 offset ?
      """;

  private static final String GOES =
      " where webhook = ? and replaced_at is not null and (replaced_at < ? or revision <= ?)";
  private static final String REVISIONS = "select revision from webhook_revisions";

  private final StoreContext context;
  private final List<String> oldest;
  private final RevisionWalk walk;
  private final NavigableSet<Long> crowded = new TreeSet<>();
  private long after = -1;

  RevisionRetention(StoreContext context) {
    this.context = context;
    this.walk = new RevisionWalk(context.engineClock());
    Dialect dialect = context.dialect();
    this.oldest =
        ENDED.stream()
            .map(
                state ->
                    "select d.created_at from deliveries d where "
                        + dialect.ofWebhook("d", state)
                        + " order by "
                        + dialect.ofWebhookOrder("d", false)
                        + " limit 1")
            .toList();
  }

  /**
   * Looks at the next few webhooks; whether more are left before it begins from the start again.
   */
  boolean step(Connection connection) throws SQLException {
    if (walk.running()) {
      walk.step(connection);
      return true;
    }
    Instant replacedBefore = context.engineNow().minus(IN_USE_MAX);
    List<Long> page = page(connection, after);
    boolean more = false;
    for (long webhook : page) {
      Instant needed = oldestDelivery(connection, webhook).minus(IN_USE_MAX);
      Instant before = needed.isBefore(replacedBefore) ? needed : replacedBefore;
      boolean many = latest(connection, webhook, UNSOUGHT_MAX) >= 0;
      int beyond = many ? latest(connection, webhook, REVISIONS_MAX) : -1;
      more |= remove(connection, webhook, before, beyond);
      if (many) {
        crowded.add(webhook);
      }
    }
    if (more) {
      return true;
    }
    if (page.size() == WEBHOOKS_AT_ONCE) {
      after = page.getLast();
      return true;
    }
    after = -1;
    walk.begin(crowded, replacedBefore);
    crowded.clear();
    return walk.running();
  }

  /** The number of a webhook's latest replaced revision but so many; -1 where it has fewer. */
  private static int latest(Connection connection, long webhook, int but) throws SQLException {
    return Sql.first(connection, LATEST, row -> row.getInt(1), webhook, but).orElse(-1);
  }

  /** Removes what was replaced before or has no greater number; whether more of it may be left. */
  private static boolean remove(Connection connection, long webhook, Instant before, int number)
      throws SQLException {
    Sql goes = Sql.of(GOES, webhook, Columns.micros(before), number);
    Optional<Integer> last =
        goes.within(REVISIONS, "")
            .then(" order by revision limit 1 offset ?", REMOVED_AT_ONCE - 1)
            .first(connection, row -> row.getInt(1));
    goes.within("delete from webhook_revisions", "")
        .then(" and revision <= ?", last.orElse(Integer.MAX_VALUE))
        .update(connection);
    return last.isPresent();
  }

  private static List<Long> page(Connection connection, long after) throws SQLException {
    return Sql.list(connection, WEBHOOKS, Sql.NUMBER, after, WEBHOOKS_AT_ONCE);
  }

  /** When the oldest of a webhook's deliveries was made; the end of time where it has none. */
  private Instant oldestDelivery(Connection connection, long webhook) throws SQLException {
    long oldest = oldestPending(connection, webhook);
    for (String sql : this.oldest) {
      oldest =
          Math.min(
              oldest,
              Sql.first(connection, sql, Sql.NUMBER, webhook, 0L, webhook, Long.MAX_VALUE)
                  .orElse(Long.MAX_VALUE));
    }
    return Columns.instant(oldest);
  }

  private static long oldestPending(Connection connection, long webhook) throws SQLException {
    List<Long> pending = Sql.list(connection, PENDING, Sql.NUMBER, webhook, PENDING_MAX + 1);
    if (pending.size() > PENDING_MAX) {
      return Columns.micros(Instant.EPOCH.plus(IN_USE_MAX));
    }
    return pending.stream()
        .mapToLong(Long::longValue)
        .min()
        .orElse(Columns.micros(Columns.END_OF_TIME));
  }
}
