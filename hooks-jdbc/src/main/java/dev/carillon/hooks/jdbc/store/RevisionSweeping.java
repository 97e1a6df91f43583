package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes replaced revisions of webhooks that no row of the log can name. An attempt names a
 * revision that was in use while its delivery was there: so where all of a webhook's deliveries are
 * younger than a revision's end, it goes. A few webhooks at a time, each with a few steps in an
 * index.
 */
final class RevisionSweeping {

  private static final int WEBHOOKS_AT_ONCE = 50;

  /** A webhook with more pending deliveries keeps its revisions: they are not all looked at. */
  private static final int PENDING_MAX = 200;

  /** So long after a change an old revision is certainly not used any more, on any node. */
  private static final Duration IN_USE_MAX = Duration.ofHours(1);

  private static final List<Integer> ENDED =
      List.of(States.DELIVERED, States.EXHAUSTED, States.CANCELLED, States.MISSED);

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

  private static final String DELETE =
      """
      delete from webhook_revisions
      where webhook = ? and replaced_at is not null and replaced_at < ?
      """;

  private final StoreContext context;
  private final List<String> oldest;
  private long after = -1;

  RevisionSweeping(StoreContext context) {
    this.context = context;
    Lanes lanes = context.wording().lanes();
    this.oldest =
        ENDED.stream()
            .map(
                state ->
                    "select d.created_at from deliveries d where "
                        + lanes.ofWebhook("d", state)
                        + " order by "
                        + lanes.ofWebhookOrder("d", false)
                        + " limit 1")
            .toList();
  }

  /**
   * Looks at the next few webhooks; whether more are left before it begins from the start again.
   */
  boolean step(Connection connection) throws SQLException {
    Instant replacedBefore = context.clock().instant().minus(IN_USE_MAX);
    List<Long> page = page(connection, after);
    for (long webhook : page) {
      Instant needed = oldestDelivery(connection, webhook).minus(IN_USE_MAX);
      Instant before = needed.isBefore(replacedBefore) ? needed : replacedBefore;
      try (var statement = connection.prepareStatement(DELETE)) {
        statement.setLong(1, webhook);
        statement.setLong(2, Columns.micros(before));
        statement.executeUpdate();
      }
    }
    boolean more = page.size() == WEBHOOKS_AT_ONCE;
    after = more ? page.getLast() : -1;
    return more;
  }

  private static List<Long> page(Connection connection, long after) throws SQLException {
    List<Long> webhooks = new ArrayList<>();
    try (var statement = connection.prepareStatement(WEBHOOKS)) {
      statement.setLong(1, after);
      statement.setInt(2, WEBHOOKS_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          webhooks.add(row.getLong(1));
        }
      }
    }
    return webhooks;
  }

  /** When the oldest of a webhook's deliveries was made; the end of time where it has none. */
  private Instant oldestDelivery(Connection connection, long webhook) throws SQLException {
    long oldest = Columns.micros(Columns.END_OF_TIME);
    for (String sql : this.oldest) {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setLong(1, webhook);
        statement.setLong(2, 0);
        statement.setLong(3, webhook);
        statement.setLong(4, Long.MAX_VALUE);
        try (ResultSet row = statement.executeQuery()) {
          oldest = row.next() ? Math.min(oldest, row.getLong(1)) : oldest;
        }
      }
    }
    return Columns.instant(Math.min(oldest, oldestPending(connection, webhook)));
  }

  private static long oldestPending(Connection connection, long webhook) throws SQLException {
    long oldest = Columns.micros(Columns.END_OF_TIME);
    int rows = 0;
    try (var statement = connection.prepareStatement(PENDING)) {
      statement.setLong(1, webhook);
      statement.setInt(2, PENDING_MAX + 1);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          oldest = Math.min(oldest, row.getLong(1));
          rows++;
        }
      }
    }
    return rows > PENDING_MAX ? Columns.micros(Instant.EPOCH.plus(IN_USE_MAX)) : oldest;
  }
}
