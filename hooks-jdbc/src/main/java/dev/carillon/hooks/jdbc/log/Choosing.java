package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.Lanes;
import dev.carillon.hooks.jdbc.store.States;
import dev.carillon.hooks.jdbc.store.Wording;
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
final class Choosing {

  /** What is at most so long is read whole and then sorted. */
  private static final int FEW = 5_000;

  private static final int DELIVERED = 1;

  /** An order that only the index of what is due has. */
  private static final String ANY_PENDING =
      "select 1 from deliveries where state = 0 order by webhook, due_at";

  private static final String PENDING =
      "select 1 from deliveries where webhook = ? and state = 0 order by due_at";

  private final String ofEvent;
  private final Lanes lanes;
  private final Subjects subjects;

  Choosing(Wording wording, Subjects subjects) {
    this.subjects = subjects;
    this.ofEvent = wording.ofEvent();
    this.lanes = wording.lanes();
  }

  Candidates choose(Connection connection, DeliveryFilter filter) throws SQLException {
    if (!filter.about().event().isEmpty()) {
      return new Candidates.Few(ofEvents(Fragment.of("e.id = ?", filter.about().event())));
    }
    String subject = Columns.text(filter.about().subject());
    if (!subject.isEmpty() && few(connection, subjects.sequences(subject))) {
      return new Candidates.Few(
          ofEvents(subjects.sequences(subject).within("e.sequence in (", ")")));
    }
    List<Integer> states = states(filter);
    boolean unhappy = states.stream().allMatch(state -> state >= 2);
    if (failing(filter.last()) && !unhappy) {
      return new Candidates.Tried(Conditions.ending(filter.last()));
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
        parts.add(new Candidates.OfState(lanes, state));
      } else if (few(connection, Fragment.of(ANY_PENDING))) {
        parts.add(new Candidates.Waiting(Fragment.of("d.state = 0")));
      } else {
        return new Candidates.All();
      }
    }
    return new Candidates.Parts(parts);
  }

  private Fragment ofEvents(Fragment condition) {
    return condition.within(
        "select d.sequence from events e cross join deliveries d where ", " and " + ofEvent);
  }

  private static List<Integer> states(DeliveryFilter filter) {
    List<Integer> states = new ArrayList<>();
    for (int state = 0; state < States.NAMES.size(); state++) {
      if (filter.states().isEmpty() || filter.states().contains(States.NAMES.get(state))) {
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
    List<Candidates.Part> parts = new ArrayList<>();
    for (Webhook.Id webhook : webhooks) {
      long key = key(connection, webhook);
      for (int state : states) {
        if (state == States.PENDING) {
          if (!few(connection, Fragment.of(PENDING, key))) {
            // there are so many that they are near wherever one reads
            return new Candidates.All();
          }
          parts.add(new Candidates.Waiting(Fragment.of("d.webhook = ? and d.state = 0", key)));
        } else {
          parts.add(new Candidates.OfWebhook(lanes, key, state));
        }
      }
    }
    return new Candidates.Parts(parts);
  }

  private static long key(Connection connection, Webhook.Id webhook) throws SQLException {
    try (var statement = connection.prepareStatement("select key from webhooks where id = ?")) {
      statement.setString(1, webhook.value());
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : -1;
      }
    }
  }

  private static boolean few(Connection connection, Fragment rows) throws SQLException {
    Fragment count =
        Fragment.of("select count(*) from (").then(rows).then(" limit ?) as rows_read", FEW + 1);
    try (var statement = count.prepare(connection);
        var row = statement.executeQuery()) {
      row.next();
      return row.getInt(1) <= FEW;
    }
  }
}
