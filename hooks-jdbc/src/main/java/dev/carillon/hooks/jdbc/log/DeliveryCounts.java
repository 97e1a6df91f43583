package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.RowIndex;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts deliveries by state, webhook and time without looking at any that went well at once: the
 * headers of blocks say how many they hold, and only those at the edges of a time are read.
 */
record DeliveryCounts(StoreContext context, OpenElsewhere elsewhere) {

  private static final String UNFILED = "select data from {results} where low < ? and high > ?";
  private static final String WITHIN = " and created_from >= ? and created_to < ?";
  private static final String AT_THE_EDGES =
      """
       and created_from < ? and created_to >= ? and not (created_from >= ? and created_to < ?)) c
      cross join {chunk_data} x where x.number = c.number
      """;
  private static final String OF_ALL_WEBHOOKS =
      "select 1 from {webhooks} w cross join {deliveries} d where ";
  private static final String MADE = " and d.created_at >= ? and d.created_at < ?";

  /** Whether a filter asks for nothing but states, webhooks and a time. */
  static boolean counts(DeliveryFilter filter) {
    return filter.about().equals(About.ANYTHING)
        && filter.last().equals(Ending.ANY)
        && filter.text().isEmpty();
  }

  /**
   * How many there are; counting rows stops behind {@code max}. What is open and what is stored is
   * of one moment where nothing changes meanwhile; of very many that other nodes have open, what
   * they had a quarter of a second before.
   *
   * @param reach the numbers of what was made in the filter's time, and of some others
   */
  long count(DeliveryFilter filter, NumberRange reach, int max) {
    Set<Integer> states = new HashSet<>();
    for (String name : filter.states().isEmpty() ? StateCodes.NAMES : filter.states()) {
      states.add(StateCodes.NAMES.indexOf(name));
    }
    long from = Columns.micros(filter.created().from());
    long to = Columns.micros(filter.created().to());
    return elsewhere.atOneMoment(
        reader -> {
          List<Long> keys = new ArrayList<>();
          for (Webhook.Id webhook : filter.webhooks()) {
            keys.add(WebhookCache.key(reader.connection(), webhook));
          }
          Asked asked = new Asked(keys, states, reach, from, to);
          boolean pending = states.contains(StateCodes.PENDING);
          long open = pending ? open(asked, elsewhere.all(reader)) : 0;
          return open + count(reader.connection(), asked, max);
        });
  }

  private long count(Connection connection, Asked asked, int max) throws SQLException {
    long count = 0;
    if (asked.states().contains(StateCodes.DELIVERED)) {
      count += recorded(connection, asked);
    }
    for (int state : asked.states()) {
      for (long webhook : asked.webhooks()) {
        count += rows(connection, new RowIndex.OfWebhook(webhook, state), asked, max);
      }
      if (asked.webhooks().isEmpty()) {
        count +=
            state == StateCodes.PENDING || state == StateCodes.DELIVERED
                ? rowsOfAll(connection, state, asked, max)
                : rows(connection, new RowIndex.OfState(state), asked, max);
      }
    }
    return count;
  }

  /** The rows of all webhooks, by each one's part of the index. */
  private long rowsOfAll(Connection connection, int state, Asked asked, int max)
      throws SQLException {
    String between = context.dialect().between("d", state, "w.key", "?", "?");
    return Sql.of(OF_ALL_WEBHOOKS + between, asked.reach().after(), asked.reach().before())
        .then(asked.made())
        .rows(connection, max);
  }

  private long rows(Connection connection, RowIndex index, Asked asked, int max)
      throws SQLException {
    return Sql.of("select 1 from {deliveries} d where ")
        .then(index.within(context.dialect(), asked.reach()))
        .then(asked.made())
        .then(" order by " + index.order(context.dialect(), asked.reach()))
        .rows(connection, max);
  }

  private long open(Asked asked, Map<Long, OpenSet> others) {
    long count = 0;
    for (long webhook : asked.webhooks().isEmpty() ? others.keySet() : asked.webhooks()) {
      OpenSet set = others.get(webhook);
      count += set == null ? 0 : asked.in(set);
    }
    return count
        + context
            .open()
            .read(
                now -> {
                  long mine = 0;
                  for (long webhook :
                      asked.webhooks().isEmpty() ? now.webhooks() : asked.webhooks()) {
                    mine += asked.in(now.set(webhook));
                  }
                  return mine;
                });
  }

  private long recorded(Connection connection, Asked asked) throws SQLException {
    NumberRange reach = asked.reach();
    long from = asked.from();
    long to = asked.to();
    Sql chunks =
        Sql.of(" from {chunks} where low < ? and high > ?", reach.before(), reach.after())
            .then(
                asked.webhooks().isEmpty()
                    ? Sql.NOTHING
                    : context.dialect().among("webhook", asked.webhooks()).within(" and ", ""));
    long count =
        Sql.of("select coalesce(sum(n), 0)").then(chunks).then(WITHIN, from, to).number(connection);
    List<Long> looked =
        new ArrayList<>(
            Sql.of("select x.data from (select number")
                .then(chunks)
                .then(AT_THE_EDGES, to, from, from, to)
                .list(connection, row -> asked.in(NumberTable.read(row.getBytes(1)))));
    looked.addAll(
        Sql.list(
            connection,
            UNFILED,
            row -> asked.in(NumberTable.read(row.getBytes(1))),
            reach.before(),
            reach.after()));
    return count + looked.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Which are counted.
   *
   * @param webhooks the numbers of the webhooks; of none: of all
   * @param from when they were made at the earliest, in microseconds
   * @param to before when they were made
   */
  private record Asked(
      List<Long> webhooks, Set<Integer> states, NumberRange reach, long from, long to) {

    /** The condition for rows; none where all times are meant, so that an index is enough. */
    Sql made() {
      boolean ever = from <= 0 && to >= Columns.micros(Span.ALWAYS.to());
      return ever ? Sql.NOTHING : Sql.of(MADE, from, to);
    }

    /** How many of those that are open. */
    long in(OpenSet set) {
      return (long) set.dueCount(to - 1, Integer.MAX_VALUE)
          - set.dueCount(from - 1, Integer.MAX_VALUE);
    }

    /** How many of a block those are. */
    long in(NumberTable table) {
      long count = 0;
      for (int row = 0; row < table.rows(); row++) {
        long created = table.at(row, FirstAttempt.CREATED);
        boolean wanted =
            webhooks.isEmpty() || webhooks.contains(table.at(row, FirstAttempt.WEBHOOK));
        count += wanted && created >= from && created < to ? 1 : 0;
      }
      return count;
    }
  }
}
