package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds which revisions of some webhooks the log names, and removes the others: from the first
 * delivery to the last, a few in each step. For webhooks that have so many revisions that their age
 * does not tell enough. What no attempt can name any more as the walk begins is removed at its end,
 * if none did: an attempt that is recorded meanwhile names a younger one.
 */
final class RevisionWalk {

  private static final int DELIVERIES_AT_ONCE = 1_000;
  private static final int REVISIONS_AT_ONCE = 500;
  private static final int WEBHOOKS_MAX = 50;

  /** All of the log is read: not all the time. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final String END =
      """
      select sequence from deliveries where sequence > ? order by sequence limit 1 offset ?
      """;

  private static final String FIRST_TRIES =
      """
      select d.webhook, d.first_revision as revision from deliveries d
      where d.sequence > ? and d.sequence <= ? and d.first_revision is not null
      """;

  private static final String ATTEMPTS =
      """
      select (select d.webhook from deliveries d where d.sequence = a.delivery) as webhook,
        a.revision
      from attempts a where a.delivery > ? and a.delivery <= ? and a.revision is not null
      """;

  private static final String REPLACED =
      """
      select revision from webhook_revisions
      where webhook = ? and revision > ? and replaced_at is not null and replaced_at < ?
      order by revision limit ?
      """;

  private static final String DELETE =
      "delete from webhook_revisions where webhook = ? and revision = ? and replaced_at is not"
          + " null";

  private final InstantSource engineClock;
  private final Map<Long, Set<Integer>> named = new HashMap<>();
  private Instant notBefore = Instant.EPOCH;
  private Instant replacedBefore = Instant.EPOCH;
  private boolean all;
  private long latest = -1;
  private long after;
  private int afterRevision;

  RevisionWalk(InstantSource engineClock) {
    this.engineClock = engineClock;
  }

  /** Whether a walk is on its way. */
  boolean running() {
    return !named.isEmpty();
  }

  /**
   * Begins a walk for these webhooks, unless one ended just now. Where there are too many for one
   * walk, it is for those behind the ones that the walk before was for.
   *
   * @param before what was replaced before is certainly not used any more
   */
  void begin(NavigableSet<Long> webhooks, Instant before) {
    if (running() || engineClock.instant().isBefore(notBefore)) {
      return;
    }
    List<Long> next =
        Stream.concat(
                webhooks.tailSet(latest, false).stream(), webhooks.headSet(latest, true).stream())
            .limit(WEBHOOKS_MAX)
            .toList();
    next.forEach(webhook -> named.put(webhook, new HashSet<>()));
    latest = next.isEmpty() ? -1 : next.getLast();
    replacedBefore = before;
    all = false;
    after = -1;
    afterRevision = -1;
  }

  /** Goes on for a step. */
  void step(Connection connection) throws SQLException {
    if (all) {
      remove(connection);
    } else {
      look(connection);
    }
    if (!running()) {
      notBefore = engineClock.instant().plus(PAUSE);
    }
  }

  private void look(Connection connection) throws SQLException {
    Optional<Long> end = end(connection);
    // in this order: a first try may become a row of attempts, never the other way round
    note(connection, FIRST_TRIES, end.orElse(Long.MAX_VALUE));
    note(connection, ATTEMPTS, end.orElse(Long.MAX_VALUE));
    all = end.isEmpty();
    after = end.orElse(after);
  }

  private Optional<Long> end(Connection connection) throws SQLException {
    return Sql.first(connection, END, Sql.NUMBER, after, DELIVERIES_AT_ONCE - 1);
  }

  private void note(Connection connection, String sql, long end) throws SQLException {
    Sql.each(
        connection,
        sql,
        row -> {
          Set<Integer> revisions = named.get(row.getLong("webhook"));
          if (revisions != null) {
            revisions.add(row.getInt("revision"));
          }
        },
        after,
        end);
  }

  /** Looks at the next few revisions of one of the webhooks. */
  private void remove(Connection connection) throws SQLException {
    Iterator<Map.Entry<Long, Set<Integer>>> left = named.entrySet().iterator();
    Map.Entry<Long, Set<Integer>> next = left.next();
    List<Integer> replaced = replaced(connection, next.getKey());
    Sql.batch(
        connection,
        DELETE,
        replaced.stream().filter(revision -> !next.getValue().contains(revision)).toList(),
        (statement, revision) -> Sql.set(statement, next.getKey(), revision));
    if (replaced.size() == REVISIONS_AT_ONCE) {
      afterRevision = replaced.getLast();
    } else {
      afterRevision = -1;
      left.remove();
    }
  }

  private List<Integer> replaced(Connection connection, long webhook) throws SQLException {
    return Sql.list(
        connection,
        REPLACED,
        row -> row.getInt(1),
        webhook,
        afterRevision,
        Columns.micros(replacedBefore),
        REVISIONS_AT_ONCE);
  }
}
