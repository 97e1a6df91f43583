package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.EventSubjectIndex;
import dev.carillon.hooks.jdbc.store.EventTypeIndex;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.RowIndex;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses where the deliveries are looked for that a filter wants. */
record LogSources(StoreContext context, OpenElsewhere elsewhere) {

  /**
   * The most events of a subject that are looked up one by one; with more, its late deliveries are
   * searched among all late ones.
   */
  private static final int FEW_EVENTS = 1_000;

  private static final int FEW_OF_TYPES = 100;

  /** The event itself, and those of the batches that it went with. */
  private static final String EVENT =
      """
      select sequence from {events} where id = ?
      union
      select g.carrier from {events} e join {grouped_events} g on g.event = e.sequence
      where e.id = ? and g.carrier > 0
      order by 1
      """;

  private static final NumberRange ALL_NUMBERS = new NumberRange(false, -1, Long.MAX_VALUE);

  private static final Set<Integer> ALL_STATES =
      IntStream.range(0, StateCodes.NAMES.size()).boxed().collect(Collectors.toSet());

  LogSource choose(Connection connection, DeliveryFilter filter) throws SQLException {
    About about = filter.about();
    if (!about.event().isEmpty()) {
      return few(Sql.list(connection, EVENT, Sql.NUMBER, about.event(), about.event()));
    }
    if (!about.subject().isEmpty()) {
      return ofSubject(connection, about.subject());
    }
    if (!about.types().isEmpty()) {
      List<Long> first = EventTypeIndex.first(connection, about.types(), ALL_NUMBERS, FEW_OF_TYPES);
      if (first.size() < FEW_OF_TYPES) {
        return few(first);
      }
    }
    if (!filter.webhooks().isEmpty()
        || !filter.states().isEmpty()
        || !filter.last().equals(Ending.ANY)) {
      return new StreamSource(
          context, elsewhere, keys(connection, filter.webhooks()), states(filter), filter.last());
    }
    return about.types().isEmpty() ? EventWalk.all() : ofTypes(about.types());
  }

  private static EventWalk few(List<Long> ascending) {
    return new EventWalk(
        (reader, reach, limit) ->
            (reach.newestFirst() ? ascending.reversed() : ascending)
                .stream().filter(reach::contains).limit(limit).toList(),
        (reader, events, reach, limit) -> reader.rowsOf(ascending, reach, limit));
  }

  private static EventWalk ofSubject(Connection connection, String subject) throws SQLException {
    List<Long> first = EventSubjectIndex.first(connection, subject, ALL_NUMBERS, FEW_EVENTS + 1);
    return first.size() <= FEW_EVENTS ? few(first) : ofMany(subject);
  }

  /** The events of a subject that has too many of them to be listed. */
  static EventWalk ofMany(String subject) {
    return new EventWalk(
        (reader, reach, limit) ->
            EventSubjectIndex.first(reader.connection(), subject, reach, limit),
        rows(Sql.of("e.subject = ?", subject)));
  }

  /** The events of types that have too many of them to be listed. */
  static EventWalk ofTypes(List<String> types) {
    return new EventWalk(
        (reader, reach, limit) -> EventTypeIndex.first(reader.connection(), types, reach, limit),
        rows(EventTypeIndex.condition("e.type", types)));
  }

  /** Rows of events {@code e} that fit a condition, where those are too many to be listed. */
  private static EventWalk.Rows rows(Sql condition) {
    Sql also =
        condition.within(
            " and exists (select 1 from {events} e where e.sequence = d.event and ", ")");
    return (reader, events, reach, limit) ->
        reader
            .rows(new RowIndex.Late(), reach, also, limit)
            .and(reader.rowsOf(events, reach, limit), reach);
  }

  private static Set<Integer> states(DeliveryFilter filter) {
    return filter.states().isEmpty()
        ? ALL_STATES
        : filter.states().stream().map(StateCodes.NAMES::indexOf).collect(Collectors.toSet());
  }

  private static Set<Long> keys(Connection connection, Set<Webhook.Id> webhooks)
      throws SQLException {
    Set<Long> keys = new HashSet<>();
    for (Webhook.Id webhook : webhooks) {
      keys.add(WebhookCache.key(connection, webhook));
    }
    return keys;
  }
}
