package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.EventSubjects;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses where the deliveries are looked for that a filter wants. */
record LogSources(StoreContext context) {

  /** Of more webhooks all deliveries are gone through instead. */
  private static final int STREAMS_MAX = 50;

  /** Of a subject with more events all are gone through instead. */
  private static final int EVENTS_MAX = 5_000;

  private static final String EVENT = "select sequence from events where id = ?";

  private static final Set<Integer> ALL_STATES =
      IntStream.range(0, StateCodes.NAMES.size()).boxed().collect(Collectors.toSet());

  LogSource choose(Connection connection, DeliveryFilter filter) throws SQLException {
    About about = filter.about();
    if (!about.event().isEmpty()) {
      return new EventsSource(Sql.list(connection, EVENT, Sql.NUMBER, about.event()));
    }
    if (!about.subject().isEmpty()) {
      List<Long> events = ofSubject(connection, about.subject());
      if (events.size() <= EVENTS_MAX) {
        return new EventsSource(events);
      }
    }
    Set<Integer> states =
        filter.states().isEmpty()
            ? ALL_STATES
            : filter.states().stream().map(StateCodes.NAMES::indexOf).collect(Collectors.toSet());
    if (!filter.webhooks().isEmpty()) {
      List<Long> keys = keys(connection, filter.webhooks());
      return keys.size() <= STREAMS_MAX
          ? new StreamSource(context.open(), keys, states)
          : new EventWalk();
    }
    boolean unhappy =
        !states.contains(StateCodes.PENDING) && !states.contains(StateCodes.DELIVERED);
    if (unhappy) {
      return new StreamSource(context.open(), List.of(), states);
    }
    if (states.equals(Set.of(StateCodes.PENDING))) {
      List<Long> all = allKeys(connection);
      if (all.size() <= STREAMS_MAX) {
        return new StreamSource(context.open(), all, states);
      }
    }
    return new EventWalk();
  }

  /** Ascending, one more than are of use. */
  private List<Long> ofSubject(Connection connection, String subject) throws SQLException {
    return EventSubjects.of(connection, context, subject, -1, Long.MAX_VALUE)
        .within("select sequence from (", ") e order by sequence limit ")
        .then("?", EVENTS_MAX + 1)
        .list(connection, Sql.NUMBER);
  }

  private static List<Long> keys(Connection connection, Set<Webhook.Id> webhooks)
      throws SQLException {
    List<Long> keys = new ArrayList<>();
    for (Webhook.Id webhook : webhooks) {
      keys.add(WebhookCache.key(connection, webhook));
    }
    return keys;
  }

  /** Those of removed ones too; one more than are of use. */
  private static List<Long> allKeys(Connection connection) throws SQLException {
    return Sql.list(
        connection, "select key from webhooks order by key limit ?", Sql.NUMBER, STREAMS_MAX + 1);
  }
}
