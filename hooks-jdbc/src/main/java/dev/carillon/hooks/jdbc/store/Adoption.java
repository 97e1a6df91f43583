package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Fan;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.store.DeliveryRows.NewRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes over what dead nodes have left open: it gets rows of the new owner, some in each
 * transaction, which raises the dead one's mark. At its end the dead one has none.
 */
public final class Adoption {

  private static final int STEP = 10_000;

  private static final String EVENTS =
      """
      select sequence, fan from events
      where sequence >= (select coalesce(max(sequence), 0) from events where sequence <= ?)
        and owner = ? order by sequence
      """;

  private Adoption() {}

  /** Begins to keep the mark of a node that has recorded nothing yet. */
  public static void begin(Connection connection, long epoch, long given) throws SQLException {
    Marks.begin(connection, epoch, given);
  }

  /** The owners before this one that may have left something open, the oldest first. */
  public static List<Long> dead(Connection connection, long epoch) throws SQLException {
    return Marks.all(connection).keySet().stream().filter(owner -> owner < epoch).sorted().toList();
  }

  /**
   * What an owner has left open, in the order of sequences and in steps: the rows that it gets. Its
   * events are read from one end to the other, and what is open is not in memory but for 8 bytes of
   * each delivery.
   *
   * @param now what was recorded much later counts as recorded now
   * @param steps gets one after the other, and writes it over another connection
   */
  public static void left(
      Connection connection, long owner, Instant now, Consumer<List<NewRow>> steps)
      throws SQLException {
    long mark = Marks.of(connection, owner);
    Map<Long, OpenSet> sets = OpenRecovery.read(connection, owner, mark, Columns.micros(now));
    List<NewRow> step = new ArrayList<>();
    Sql.eachOfMany(
        connection,
        EVENTS,
        row -> {
          addRows(sets, row.getLong(1), Fan.read(row.getBytes(2)), step);
          if (step.size() >= STEP) {
            steps.accept(List.copyOf(step));
            step.clear();
          }
        },
        mark,
        owner);
    if (!step.isEmpty()) {
      steps.accept(step);
    }
  }

  private static void addRows(Map<Long, OpenSet> sets, long event, Fan fan, List<NewRow> rows) {
    for (int ordinal = 0; ordinal < fan.count(); ordinal++) {
      OpenSet set = sets.get(fan.webhook(ordinal));
      Open open = set == null ? null : set.get(event + 1 + ordinal);
      if (open != null) {
        rows.add(NewRow.pending(open, fan.payload(ordinal), open.recordedAt()));
      }
    }
  }

  /** Gives rows of the new owner to one step of what a dead one left. */
  public static int write(
      Connection connection, Dialect dialect, long dead, long epoch, List<NewRow> step)
      throws SQLException {
    DeliveryRows.insertPending(connection, dialect, epoch, step);
    Marks.raise(connection, dead, step.getLast().sequence());
    return step.size();
  }

  /** Nothing of a dead owner is open any more. */
  public static boolean end(Connection connection, long dead) throws SQLException {
    Marks.end(connection, dead);
    return true;
  }
}
