package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Chooses what to read for a filter: the index that leads to the fewest rows, as far as a bounded
 * look can tell, else all rows in their order.
 */
final class IndexChoice {

  /** What is at most so long is read whole and then sorted. */
  private static final int FEW = 5_000;

  /**
   * So much that is pending is read whole for each step, from an index alone: as many rows as are
   * looked through for a page. It may lie anywhere, so reading from one end may find none of it.
   */
  private static final int WAITING_MAX = 50_000;

  private static final int DELIVERED = 1;

  private final Dialect dialect;

  IndexChoice(Dialect dialect) {
    this.dialect = dialect;
  }

  Candidates choose(Connection connection, DeliveryFilter filter) throws SQLException {
    if (!filter.about().event().isEmpty()) {
      return new Candidates.Few(ofEvents(Sql.of("e.id = ?", filter.about().event())));
    }
    String subject = Columns.text(filter.about().subject());
    if (!subject.isEmpty() && few(connection, dialect.eventsOf(subject))) {
      return new Candidates.Few(ofEvents(dialect.eventsOf(subject).within("e.sequence in (", ")")));
    }
    List<Integer> states = states(filter);
    boolean unhappy = states.stream().allMatch(state -> state >= 2);
    if (failing(filter.last()) && !unhappy) {
      return new Candidates.Tried(DeliveryFilterSql.ending(filter.last()));
    }
    if (!filter.webhooks().isEmpty()) {
      return ofWebhooks(connection, filter.webhooks(), states);
    }
    return states.contains(DELIVERED) ? new Candidates.All() : notDelivered(connection, states);
  }

  private Candidates notDelivered(Connection connection, List<Integer> states) throws SQLException {
    List<Candidates.Part> parts = new ArrayList<>();
    for (int state : states) {
      if (state >= 2) {
        parts.add(new Candidates.OfState(dialect, state));
      } else if (fewWait(connection, Set.of())) {
        parts.add(new Candidates.Waiting(Sql.of("d.state = 0")));
      } else {
        return new Candidates.All();
      }
    }
    return new Candidates.Parts(parts);
  }

  private Sql ofEvents(Sql condition) {
    return condition.within(
        "select d.sequence from events e cross join deliveries d where ",
        " and " + dialect.ofEvent());
  }

  private static List<Integer> states(DeliveryFilter filter) {
    List<Integer> states = new ArrayList<>();
    for (int state = 0; state < StateCodes.NAMES.size(); state++) {
      if (filter.states().isEmpty() || filter.states().contains(StateCodes.NAMES.get(state))) {
        states.add(state);
      }
    }
    return states;
  }

  /** Whether it asks for what a first try that went well cannot be. */
  private static boolean failing(DeliveryFilter.Ending last) {
    return !last.errors().isEmpty()
        || (!last.codes().isEmpty()
            && last.codes().stream().allMatch(some -> some.to() < 200 || some.from() >= 300));
  }

  private Candidates ofWebhooks(
      Connection connection, Set<Webhook.Id> webhooks, List<Integer> states) throws SQLException {
    if (states.contains(StateCodes.PENDING) && !fewWait(connection, webhooks)) {
      return new Candidates.All();
    }
    List<Candidates.Part> parts = new ArrayList<>();
    for (Webhook.Id webhook : webhooks) {
      long key = WebhookCache.key(connection, webhook);
      for (int state : states) {
        parts.add(
            state == StateCodes.PENDING
                ? new Candidates.Waiting(Sql.of("d.webhook = ? and d.state = 0", key))
                : new Candidates.OfWebhook(dialect, key, state));
      }
    }
    return new Candidates.Parts(parts);
  }

  private static boolean fewWait(Connection connection, Set<Webhook.Id> webhooks)
      throws SQLException {
    return PendingCounts.count(connection, webhooks, WAITING_MAX) <= WAITING_MAX;
  }

  private static boolean few(Connection connection, Sql rows) throws SQLException {
    return rows.rows(connection, FEW) <= FEW;
  }
}
