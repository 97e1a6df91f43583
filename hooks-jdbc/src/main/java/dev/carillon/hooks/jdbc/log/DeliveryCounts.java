package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts deliveries by state and webhook without looking at any that went well at once: blocks say
 * how many they hold.
 */
record DeliveryCounts(StoreContext context) {

  private static final String RECORDED =
      """
      select (select coalesce(sum(n), 0) from results) + (select coalesce(sum(n), 0) from chunks)
      """;
  private static final String FILED = "select coalesce(sum(n), 0) from chunks where webhook = ?";
  private static final String UNFILED = "select data from results";
  private static final String ROWS_OF_WEBHOOK =
      """
      select 1 from deliveries d where d.webhook = ? and d.state = ?
      order by d.webhook, d.state, d.sequence
      """;
  private static final String UNHAPPY_ROWS =
      """
      select 1 from deliveries d where d.state = ? and d.state >= 2
      order by d.state, d.sequence
      """;
  private static final String ROWS =
      """
      select 1 from webhooks w cross join deliveries d where d.webhook = w.key and d.state = ?
      """;

  /** Whether a filter asks for nothing but states and webhooks. */
  static boolean counts(DeliveryFilter filter) {
    return filter.about().equals(About.ANYTHING)
        && filter.last().equals(Ending.ANY)
        && filter.created().equals(Span.ALWAYS)
        && filter.text().isEmpty();
  }

  /**
   * How many there are; counting rows stops behind {@code max}. What is open and what is stored is
   * of one moment where nothing changes meanwhile.
   */
  long count(DeliveryFilter filter, int max) {
    Set<Integer> states = new HashSet<>();
    for (String name : filter.states().isEmpty() ? StateCodes.NAMES : filter.states()) {
      states.add(StateCodes.NAMES.indexOf(name));
    }
    long count;
    long version;
    int times = 0;
    do {
      version = context.read(OpenIndex.View::version);
      count =
          context.database()
              .read(connection -> count(connection, filter.webhooks(), states, max));
    } while (++times < 3 && version != context.read(OpenIndex.View::version));
    return count;
  }

  private long count(Connection connection, Set<Webhook.Id> webhooks, Set<Integer> states, int max)
      throws SQLException {
    List<Long> keys = new ArrayList<>();
    for (Webhook.Id webhook : webhooks) {
      keys.add(WebhookCache.key(connection, webhook));
    }
    boolean all = webhooks.isEmpty();
    long count = states.contains(StateCodes.PENDING) ? open(keys, all) : 0;
    if (states.contains(StateCodes.DELIVERED)) {
      count += recorded(connection, keys, all);
    }
    for (int state : states) {
      if (all) {
        count += Sql.of(state >= 2 ? UNHAPPY_ROWS : ROWS, state).rows(connection, max);
      }
      for (long key : keys) {
        count += Sql.of(ROWS_OF_WEBHOOK, key, state).rows(connection, max);
      }
    }
    return count;
  }

  private long open(List<Long> webhooks, boolean all) {
    return context
        .open()
        .read(
            now -> {
              long count = all ? now.count() : 0;
              for (long webhook : webhooks) {
                OpenSet set = now.set(webhook);
                count += set == null ? 0 : set.size();
              }
              return count;
            });
  }

  private static long recorded(Connection connection, List<Long> webhooks, boolean all)
      throws SQLException {
    if (all) {
      return Sql.number(connection, RECORDED);
    }
    long[] count = {0};
    Set<Long> wanted = Set.copyOf(webhooks);
    Sql.each(
        connection,
        UNFILED,
        row -> {
          NumberTable table = NumberTable.read(row.getBytes(1));
          for (int at = 0; at < table.rows(); at++) {
            count[0] += wanted.contains(table.at(at, FirstTry.WEBHOOK)) ? 1 : 0;
          }
        });
    for (long webhook : wanted) {
      count[0] += Sql.number(connection, FILED, webhook);
    }
    return count[0];
  }
}
