package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.store.DeliveryRows.NewRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Takes over what dead nodes have left open: it gets rows of the new owner, some in each
 * transaction, which raises the dead one's mark. At its end the dead one has none.
 */
public final class Adoption {

  private static final int STEP = 10_000;

  private static final String EVENTS =
      """
      select sequence, fan from {events}
      where sequence >= (select coalesce(max(sequence), 0) from {events} where sequence <= ?)
        and owner = ? order by sequence
      """;

  private Adoption() {}

  /** Begins to keep the mark of a node that has recorded nothing yet. */
  public static void begin(Connection connection, long epoch, long given) throws SQLException {
    Marks.begin(connection, epoch, given);
  }

  /** The dead owners that may have left something open, the oldest first. */
  public static List<Long> dead(Connection connection, LongPredicate dead) throws SQLException {
    return Marks.all(connection).keySet().stream().filter(dead::test).sorted().toList();
  }

  /**
   * What an owner has left open, in the order of sequences and in steps: the rows that it gets. Its
   * events are read from one end to the other, and what is open is not in memory but for 8 bytes of
   * each delivery.
   *
   * @param now what was recorded much later counts as recorded now
   * @param steps gets one after the other, and says whether it takes one more; the next call goes
   *     on behind those that were written
   */
  public static void left(Connection connection, long owner, Instant now, Predicate<Step> steps)
      throws SQLException {
    Optional<Long> kept = Marks.kept(connection, owner);
    if (kept.isEmpty()) {
      return; // another node was quicker
    }
    long mark = Marks.of(connection, owner);
    Map<Long, OpenSet> sets = OpenRecovery.read(connection, owner, mark, Columns.micros(now));
    Steps left = new Steps(owner, kept.get(), steps);
    Sql.eachOfMany(
        connection,
        EVENTS,
        row -> addRows(sets, row.getLong(1), EventDeliveries.read(row.getBytes(2)), left),
        mark,
        owner);
    left.end();
  }

  private static void addRows(
      Map<Long, OpenSet> sets, long event, EventDeliveries fan, Steps rows) {
    for (int ordinal = 0; ordinal < fan.count(); ordinal++) {
      OpenSet set = sets.get(fan.webhook(ordinal));
      OpenDelivery open = set == null ? null : set.get(event + 1 + ordinal);
      if (open != null) {
        rows.add(NewRow.pending(open, fan.payload(ordinal), open.recordedAt()));
      }
    }
    rows.full();
  }

  /**
   * Gives rows of the new owner to one step of what a dead one left.
   *
   * @return how many; -1 where another node is at it, and nothing was written
   */
  public static int write(Connection connection, Dialect dialect, long epoch, Step step)
      throws SQLException {
    List<NewRow> rows = step.rows();
    boolean mine =
        rows.isEmpty()
            ? Marks.end(connection, step.dead(), step.mark())
            : Marks.move(connection, step.dead(), step.mark(), step.last());
    if (!mine) {
      return -1;
    }
    if (!rows.isEmpty()) {
      DeliveryRows.insertPending(connection, dialect, epoch, rows);
    }
    return rows.size();
  }

  /**
   * Some of what a dead owner left open.
   *
   * @param mark the dead one's mark before
   * @param rows those that it gets; none = nothing is left
   */
  public record Step(long dead, long mark, List<NewRow> rows) {

    public Step {
      rows = List.copyOf(rows);
    }

    private long last() {
      return rows.getLast().sequence();
    }
  }

  /** Hands out steps; no more once one was refused. */
  private static final class Steps {

    private final long dead;
    private final Predicate<Step> taker;
    private final List<NewRow> rows = new ArrayList<>();
    private long mark;
    private boolean refused;

    Steps(long dead, long mark, Predicate<Step> taker) {
      this.dead = dead;
      this.mark = mark;
      this.taker = taker;
    }

    void add(NewRow row) {
      rows.add(row);
    }

    /** Hands out what there is if that is enough: all deliveries of an event go together. */
    void full() {
      if (rows.size() >= STEP) {
        hand();
      }
    }

    /** Hands out the rest, and says that it was the last. */
    void end() {
      if (!rows.isEmpty()) {
        hand();
      }
      hand();
    }

    private void hand() {
      if (!refused) {
        Step step = new Step(dead, mark, rows);
        refused = !taker.test(step);
        mark = rows.isEmpty() ? mark : step.last();
      }
      rows.clear();
    }
  }
}
