package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds events by their type without an index on it: of each few hundred that follow each other it
 * is kept which types they have. The newest, of which it is not kept yet, are looked through. Parts
 * never overlap: they are entered with the subjects, by one node for all.
 */
public final class EventTypeIndex {

  private static final int TOGETHER = 256;
  private static final int REMOVED_AT_ONCE = 5_000;

  private static final String ENTER =
      "insert into {event_types} (low, high, types) values (?, ?, ?) on conflict do nothing";
  private static final String FORGET =
      """
      delete from {event_types} where low in (
        select low from {event_types} where low < ? and high < ? order by low limit ?)
      """;
  private static final String WITHIN =
      "select sequence from {events} where sequence > ? and sequence < ?";

  private EventTypeIndex() {}

  /**
   * The condition that a column is one of these types.
   *
   * @param types {@code *} stands for any characters
   */
  public static Sql condition(String column, List<String> types) {
    return new Sql(
        types.stream()
            .map(type -> column + (type.contains("*") ? " like ? escape '!'" : " = ?"))
            .collect(Collectors.joining(" or ", "(", ")")),
        types.stream().<Object>map(type -> type.contains("*") ? pattern(type) : type).toList());
  }

  private static String pattern(String type) {
    return type.replace("_", "!_").replace("*", "%");
  }

  /**
   * Keeps which types these events have.
   *
   * @param events all that follow each other, ascending
   */
  static void enter(Connection connection, List<Typed> events) throws SQLException {
    List<List<Typed>> parts = new ArrayList<>();
    for (int from = 0; from < events.size(); from += TOGETHER) {
      parts.add(events.subList(from, Math.min(events.size(), from + TOGETHER)));
    }
    Sql.batch(
        connection,
        ENTER,
        parts,
        (statement, part) -> {
          TreeSet<String> types = new TreeSet<>();
          part.forEach(event -> types.add(event.type()));
          Sql.set(
              statement,
              part.getFirst().sequence(),
              part.getLast().sequence(),
              types.stream().collect(Collectors.joining("\n", "\n", "\n")));
        });
  }

  /** Removes some of what is kept of events before a number; whether more may be left. */
  static boolean forget(Connection connection, long before) throws SQLException {
    return Sql.update(connection, FORGET, before, before, REMOVED_AT_ONCE) == REMOVED_AT_ONCE;
  }

  private static Sql among(List<String> types) {
    return condition("types", types.stream().map(type -> "*\n" + type + "\n*").toList());
  }

  /** The numbers of the first so many events of these types, in their order. */
  public static List<Long> first(
      Connection connection, List<String> types, NumberRange reach, int limit) throws SQLException {
    long filed = Sql.number(connection, "select filed from {journal}");
    boolean newestFirst = reach.newestFirst();
    NumberRange known =
        new NumberRange(newestFirst, reach.after(), Math.min(reach.before(), filed + 1));
    NumberRange unknown =
        new NumberRange(newestFirst, Math.max(reach.after(), filed), reach.before());
    Search search = new Search(connection, condition("type", types), limit, new ArrayList<>());
    if (newestFirst) {
      search.in(unknown);
      search.known(types, known);
    } else {
      search.known(types, known);
      search.in(unknown);
    }
    return search.found();
  }

  /** An event's number and type. */
  record Typed(long sequence, String type) {}

  /** Looks for events until there are enough. */
  private record Search(Connection connection, Sql typed, int limit, List<Long> found) {

    void in(NumberRange reach) throws SQLException {
      if (found.size() < limit && reach.after() < reach.before() - 1) {
        found.addAll(
            Sql.of(WITHIN, reach.after(), reach.before())
                .then(" and ")
                .then(typed)
                .then(" order by sequence" + reach.direction() + " limit ?", limit - found.size())
                .list(connection, Sql.NUMBER));
      }
    }

    void known(List<String> types, NumberRange reach) throws SQLException {
      NumberRange left = reach;
      boolean more = true;
      while (more && found.size() < limit && left.after() < left.before() - 1) {
        List<long[]> parts = parts(types, left);
        for (long[] part : parts) {
          in(
              new NumberRange(
                  left.newestFirst(),
                  Math.max(left.after(), part[0] - 1),
                  Math.min(left.before(), part[1] + 1)));
        }
        more = parts.size() == limit;
        if (more) {
          left = left.behind(parts.getLast()[left.newestFirst() ? 0 : 1]);
        }
      }
    }

    /** Where such events may be. */
    private List<long[]> parts(List<String> types, NumberRange reach) throws SQLException {
      return Sql.of(
              "select low, high from {event_types} where low < ? and high > ? and ",
              reach.before(),
              reach.after())
          .then(among(types))
          .then(" order by low" + reach.direction() + " limit ?", limit)
          .list(connection, row -> new long[] {row.getLong(1), row.getLong(2)});
    }
  }
}
