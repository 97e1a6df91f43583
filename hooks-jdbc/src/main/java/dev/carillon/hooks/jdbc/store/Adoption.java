package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes over what dead nodes have left open: it gets rows of the new owner, some in each
 * transaction, which raises the dead one's mark. At its end the dead one has none.
 */
public final class Adoption {

  private static final int STEP = 5_000;

  private Adoption() {}

  /** Begins to keep the mark of a node that has recorded nothing yet. */
  public static void begin(Connection connection, long epoch, long given) throws SQLException {
    Marks.begin(connection, epoch, given);
  }

  /** The owners before this one that may have left something open, the oldest first. */
  public static List<Long> dead(Connection connection, long epoch) throws SQLException {
    return Marks.all(connection).keySet().stream().filter(owner -> owner < epoch).sorted().toList();
  }

  /** What an owner has left open, in the order of sequences, in steps. */
  public static List<List<Open>> left(Connection connection, long owner) throws SQLException {
    List<Open> all = new ArrayList<>();
    long mark = Marks.of(connection, owner);
    for (OpenSet set : OpenRecovery.read(connection, owner, mark).values()) {
      all.addAll(set.after(-1, Long.MAX_VALUE, Integer.MAX_VALUE));
    }
    all.sort(Comparator.comparingLong(Open::sequence));
    List<List<Open>> steps = new ArrayList<>();
    for (int from = 0; from < all.size(); from += STEP) {
      steps.add(List.copyOf(all.subList(from, Math.min(all.size(), from + STEP))));
    }
    return steps;
  }

  /** Gives rows of the new owner to one step of what a dead one left. */
  public static int write(
      Connection connection, Dialect dialect, long dead, long epoch, List<Open> step)
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
