package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks the revisions of webhooks that attempts name: each once in its life, in the commit of the
 * first such attempt. Others can go soon after they were replaced.
 */
final class UsedRevisions {

  private static final String USED =
      """
      update {webhook_revisions} set used = 1 where webhook = ? and revision = ? and used = 0
      """;

  private final Set<Used> committed = ConcurrentHashMap.newKeySet();

  /**
   * Marks those that these attempts name.
   *
   * @param keys the number of each webhook for which something was settled
   * @return those that were not known to be marked
   */
  Set<Used> write(Connection connection, List<Settlement> settled, Map<Webhook.Id, Long> keys)
      throws SQLException {
    Set<Used> fresh = new HashSet<>();
    for (Settlement one : settled) {
      int revision = one.attempt().target().made().revision();
      Long webhook = keys.get(one.before().webhook());
      if (revision > 0 && webhook != null) {
        Used used = new Used(webhook, revision);
        if (!committed.contains(used)) {
          fresh.add(used);
        }
      }
    }
    for (Used used : fresh) {
      mark(connection, used);
    }
    return fresh;
  }

  /** Marks one. */
  static void mark(Connection connection, Used used) throws SQLException {
    Sql.update(connection, USED, used.webhook(), used.revision());
  }

  /** The transaction that marked these is committed. */
  void committed(Set<Used> fresh) {
    committed.addAll(fresh);
  }

  /** A revision of the webhook with this number. */
  record Used(long webhook, int revision) {}
}
