package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.log.Candidates.Reach;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.Wording;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks through candidates step by step. Each step is a read of its own, short enough to be in
 * nobody's way, and there are only so many of them.
 */
final class Search {

  private static final int STEP_MIN = 250;
  private static final int STEP_MAX = 5_000;

  /** So many rows are read for a page at most. */
  private static final int ROWS_MAX = 50_000;

  /** The same where payloads have to be looked into, which no index helps to find. */
  private static final int TEXT_ROWS_MAX = 100_000;

  /** So many rows are read for a count at most. */
  private static final int COUNTED_ROWS_MAX = 100_000;

  private final Database database;
  private final Choosing choosing;
  private final Conditions conditions;
  private final Wording wording;

  Search(StoreContext context, Subjects subjects) {
    this.database = context.database();
    this.wording = context.wording();
    this.choosing = new Choosing(context.wording(), subjects);
    this.conditions = new Conditions(context.wording().contains());
  }

  Page page(DeliveryFilter filter, Cursor after, int limit) {
    Way way = database.read(connection -> way(connection, filter, after));
    int rowsMax = filter.text().isEmpty() ? ROWS_MAX : TEXT_ROWS_MAX;
    List<Entry> found = new ArrayList<>();
    Reach reach = way.reach();
    int size = Math.clamp(2L * limit, STEP_MIN, STEP_MAX);
    for (int rows = 0; rows < rowsMax; size = Math.min(2 * size, STEP_MAX)) {
      Step step = new Step(reach, Math.min(size, rowsMax - rows));
      Window window = database.read(connection -> window(connection, way, step));
      int wanted = limit - found.size();
      Reach part = reach.upTo(window.end(), window.rows() < step.rows());
      List<Entry> more = database.read(connection -> entries(connection, way, part, wanted));
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
    Way way = database.read(connection -> way(connection, filter, Cursor.NEWEST));
    long count = 0;
    Reach reach = way.reach();
    for (int rows = 0; rows < COUNTED_ROWS_MAX; rows += STEP_MAX) {
      Step step = new Step(reach, STEP_MAX);
      Window window = database.read(connection -> window(connection, way, step));
      Reach part = reach.upTo(window.end(), window.rows() < step.rows());
      count += database.read(connection -> count(connection, way, part));
      if (count > max) {
        return new Count(max, true);
      }
      if (window.rows() < step.rows()) {
        return new Count(count, false);
      }
      reach = reach.behind(window.end());
    }
    return new Count(count, true);
  }

  private Way way(Connection connection, DeliveryFilter filter, Cursor after) throws SQLException {
    Reach span = Times.reach(connection, filter.created(), after.newestFirst());
    Reach reach =
        after.newestFirst()
            ? new Reach(true, span.above(), Math.min(span.below(), after.sequence()))
            : new Reach(false, Math.max(span.above(), after.sequence()), span.below());
    return new Way(choosing.choose(connection, filter), conditions.of(filter), reach);
  }

  private static Window window(Connection connection, Way way, Step step) throws SQLException {
    Fragment sql =
        Fragment.of("select count(*), min(sequence), max(sequence) from (")
            .then(way.candidates().next(step.reach(), step.rows()))
            .then(") as candidates");
    try (var statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Window(row.getInt(1), row.getLong(step.reach().newestFirst() ? 2 : 3));
    }
  }

  private List<Entry> entries(Connection connection, Way way, Reach part, int limit)
      throws SQLException {
    Fragment sql =
        Fragment.of(EntryRow.select(wording))
            .then(way.within(part))
            .then(" order by d.sequence" + (part.newestFirst() ? " desc" : "") + " limit ?", limit);
    return EntryRow.read(connection, sql);
  }

  private long count(Connection connection, Way way, Reach part) throws SQLException {
    Fragment sql = Fragment.of("select count(*)" + EntryRow.from(wording)).then(way.within(part));
    try (var statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Cursor cursor(Reach reach, long sequence) {
    return new Cursor(reach.newestFirst(), sequence);
  }

  /** What is looked through, for what, and from where to where. */
  private record Way(Candidates candidates, Fragment conditions, Reach reach) {

    /** Those of a part, however many: more may have been recorded since it was measured. */
    Fragment within(Reach part) {
      if (candidates instanceof Candidates.All) {
        return Fragment.of(" where").then(part.within("d.sequence")).then(conditions);
      }
      return Fragment.of(" where d.sequence in (")
          .then(candidates.next(part, Integer.MAX_VALUE))
          .then(")")
          .then(conditions);
    }
  }

  /** So many candidates, from here on. */
  private record Step(Reach reach, int rows) {}

  /** How many candidates a step had, and the last of them. */
  private record Window(int rows, long end) {}
}
