package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.log.Candidates.Reach;
import dev.carillon.hooks.jdbc.store.SequenceByTime;
import dev.carillon.hooks.jdbc.store.StoreContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks through candidates step by step. Each step is a read of its own, short enough to be in
 * nobody's way, and there are only so many of them, in only so much time.
 */
final class DeliveryPageSearch {

  private static final int STEP_MIN = 250;
  private static final int STEP_MAX = 5_000;

  /** So many rows are read for a page at most. */
  private static final int ROWS_MAX = 50_000;

  /** The same where payloads have to be looked into, which no index helps to find. */
  private static final int TEXT_ROWS_MAX = 100_000;

  /** So many rows are read for a count at most. */
  private static final int COUNTED_ROWS_MAX = 100_000;

  /** So long it goes on for a page. */
  private static final Duration PAGE_MAX = Duration.ofSeconds(5);

  /** So long it goes on for a count, of which several are shown at once. */
  private static final Duration COUNT_MAX = Duration.ofSeconds(2);

  /** By so much numbers and times may disagree: longer than any transaction may take. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final Database database;
  private final InstantSource engineClock;
  private final IndexChoice choosing;
  private final DeliveryFilterSql conditions;
  private final Dialect dialect;

  DeliveryPageSearch(StoreContext context) {
    this.database = context.database();
    this.engineClock = context.engineClock();
    this.dialect = context.dialect();
    this.choosing = new IndexChoice(context.dialect());
    this.conditions = new DeliveryFilterSql(context.dialect());
  }

  Page page(DeliveryFilter filter, Cursor after, int limit) {
    Way way = database.read(connection -> way(connection, filter, after));
    int rowsMax = filter.text().isEmpty() ? ROWS_MAX : TEXT_ROWS_MAX;
    List<Entry> found = new ArrayList<>();
    Reach reach = way.reach();
    int first = Math.clamp(2L * limit, STEP_MIN, STEP_MAX);
    SearchBudget budget =
        new SearchBudget(
            engineClock, PAGE_MAX, filter.text().isEmpty() ? first : SearchBudget.TEXT_FIRST);
    boolean goesOn = true;
    for (int rows = 0; goesOn && rows < rowsMax; goesOn = budget.goesOn()) {
      Step step = new Step(reach, Math.min(budget.rows(), rowsMax - rows));
      Window window = database.read(connection -> window(connection, way, step));
      int wanted = limit - found.size();
      Sql part = part(way, reach, window, step);
      boolean newestFirst = reach.newestFirst();
      List<Entry> more =
          window.empty()
              ? List.of()
              : database.read(connection -> entries(connection, part, newestFirst, wanted));
      found.addAll(more);
      if (more.size() == wanted) {
        return new Page(found, cursor(reach, more.getLast().delivery().sequence()), true, true);
      }
      if (window.rows() < step.rows()) {
        return new Page(
            found, cursor(reach, window.rows() == 0 ? reach.from() : window.end()), false, true);
      }
      reach = reach.behind(window.end());
      rows += window.rows();
    }
    return new Page(found, cursor(reach, reach.from()), true, false);
  }

  /** Counts candidates only: no payload is looked into. */
  Optional<Cursor> textEnd(DeliveryFilter filter, Cursor after) {
    Way way = database.read(connection -> way(connection, filter, after));
    Reach reach = way.reach();
    for (int rows = 0; rows < TEXT_ROWS_MAX; rows += STEP_MAX) {
      Step step = new Step(reach, STEP_MAX);
      Window window = database.read(connection -> window(connection, way, step));
      if (window.rows() < step.rows()) {
        return Optional.empty();
      }
      reach = reach.behind(window.end());
    }
    Step next = new Step(reach, 1);
    boolean more = database.read(connection -> window(connection, way, next)).rows() > 0;
    return more ? Optional.of(cursor(reach, reach.from())) : Optional.empty();
  }

  Count count(DeliveryFilter filter, int max) {
    if (PendingCounts.alone(filter)) {
      long pending =
          database.read(connection -> PendingCounts.count(connection, filter.webhooks(), max));
      return new Count(Math.min(pending, max), pending > max);
    }
    Way way = database.read(connection -> way(connection, filter, Cursor.NEWEST));
    long count = 0;
    Reach reach = way.reach();
    SearchBudget budget =
        new SearchBudget(
            engineClock, COUNT_MAX, filter.text().isEmpty() ? STEP_MAX : SearchBudget.TEXT_FIRST);
    boolean goesOn = true;
    for (int rows = 0; goesOn && rows < COUNTED_ROWS_MAX; goesOn = budget.goesOn()) {
      Step step = new Step(reach, Math.min(budget.rows(), COUNTED_ROWS_MAX - rows));
      Window window = database.read(connection -> window(connection, way, step));
      Sql part = part(way, reach, window, step);
      count += window.empty() ? 0 : database.read(connection -> count(connection, part));
      if (count > max) {
        return new Count(max, true);
      }
      if (window.rows() < step.rows()) {
        return new Count(count, false);
      }
      reach = reach.behind(window.end());
      rows += window.rows();
    }
    return new Count(count, true);
  }

  private Way way(Connection connection, DeliveryFilter filter, Cursor after) throws SQLException {
    Reach span = within(connection, filter.created(), after.newestFirst());
    Reach reach =
        after.newestFirst()
            ? new Reach(true, span.above(), Math.min(span.below(), after.sequence()))
            : new Reach(false, Math.max(span.above(), after.sequence()), span.below());
    return new Way(choosing.choose(connection, filter), conditions.of(filter), reach);
  }

  /** Among which sequences those of this time are; some of others are there too. */
  private static Reach within(Connection connection, Span span, boolean newestFirst)
      throws SQLException {
    SequenceByTime recency = SequenceByTime.DELIVERIES;
    long above = span.begins() ? recency.firstSince(connection, span.from().minus(SLACK)) - 1 : -1;
    long below =
        span.ends() ? recency.firstSince(connection, span.to().plus(SLACK)) : Long.MAX_VALUE;
    return new Reach(newestFirst, above, below);
  }

  private static Window window(Connection connection, Way way, Step step) throws SQLException {
    List<Long> fitting = new ArrayList<>();
    List<Long> all =
        way.candidates()
            .next(step.reach(), step.rows())
            .list(
                connection,
                row -> {
                  long sequence = row.getLong("sequence");
                  if (row.getInt("fits") == 1) {
                    fitting.add(sequence);
                  }
                  return sequence;
                });
    return new Window(all.size(), all.isEmpty() ? 0 : all.getLast(), fitting);
  }

  /** The condition for the candidates of a window that are wanted. */
  private Sql part(Way way, Reach reach, Window window, Step step) {
    Sql among =
        way.candidates() instanceof Candidates.All
            ? reach.upTo(window.end(), window.rows() < step.rows()).within("d.sequence")
            : dialect.among("d.sequence", window.fitting());
    return Sql.of(" where ").then(among).then(way.conditions());
  }

  private List<Entry> entries(Connection connection, Sql part, boolean newestFirst, int limit)
      throws SQLException {
    Sql sql =
        Sql.of(EntryRow.select(dialect))
            .then(part)
            .then(" order by d.sequence" + (newestFirst ? " desc" : "") + " limit ?", limit);
    return sql.list(connection, EntryRow::read);
  }

  private long count(Connection connection, Sql part) throws SQLException {
    return Sql.of("select count(*)" + EntryRow.from(dialect)).then(part).number(connection);
  }

  private static Cursor cursor(Reach reach, long sequence) {
    return new Cursor(reach.newestFirst(), sequence);
  }

  /** What is looked through, for what, and from where to where. */
  private record Way(Candidates candidates, Sql conditions, Reach reach) {}

  /** So many candidates, from here on. */
  private record Step(Reach reach, int rows) {}

  /**
   * The candidates of a step.
   *
   * @param rows how many there were
   * @param end the last of them
   * @param fitting those that the filter may want
   */
  private record Window(int rows, long end, List<Long> fitting) {

    boolean empty() {
      return fitting.isEmpty();
    }
  }
}
