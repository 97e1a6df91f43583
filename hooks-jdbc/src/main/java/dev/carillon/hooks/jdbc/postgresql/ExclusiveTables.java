package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes the structure of the log's tables, in a transaction of its own that has locked them.
 * Others who want them wait behind it, so it waits for the lock only a moment. After each failure
 * it waits longer before the next try, and then a little longer for the lock.
 *
 * <p>What PostgreSQL would read meanwhile, it reads before, while others use the tables. It goes on
 * to read where this process does not wait for that long, and the next time finds it done.
 */
final class ExclusiveTables {

  private static final Logger LOG = System.getLogger(ExclusiveTables.class.getName());

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration WAIT_MAX = Duration.ofMillis(800);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

  /** No statement may take longer that has the tables: callers give up after three seconds. */
  private static final Duration STATEMENT_MAX = Duration.ofSeconds(2);

  /** A number that no other lock of the product has. */
  private static final String MY_TURN =
      "select pg_try_advisory_xact_lock(4922514, '{events}'::regclass::oid::int)";

  /**
   * Locks the tables. Deliveries may not change meanwhile, since they say which rows are needed.
   */
  private static final String LOCK =
      "lock table {deliveries} in share mode;"
          + " lock table only {events}, only {attempts}, only {event_subjects}"
          + " in access exclusive mode";

  /** Another one has the tables, or went first. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001", "57014");

  /** The tables belong to another role: it was found out too late. */
  private static final String NOT_MINE = "42501";

  private final Database database;
  private final InstantSource clock;
  private final int failuresTold;
  private final String meanwhile;
  private Instant next = Instant.MIN;
  private int failures;

  /**
   * For one kind of change.
   *
   * @param failuresTold after so many in a row an operator hears of it, and again after as many
   * @param meanwhile what becomes of the log until then
   */
  ExclusiveTables(Database database, InstantSource clock, int failuresTold, String meanwhile) {
    this.database = database;
    this.clock = clock;
    this.failuresTold = failuresTold;
    this.meanwhile = meanwhile;
  }

  /**
   * Runs the work if it gets the tables soon; whether it did, and changed something.
   *
   * @param toKnow finds the tables with rows of which PostgreSQL must know the range for the work
   */
  synchronized boolean change(DatabaseWork<List<KnownRange>> toKnow, DatabaseWork<Boolean> work) {
    if (clock.instant().isBefore(next)) {
      return false;
    }
    try (Connection connection = database.separate().orElseThrow()) {
      Optional<List<KnownRange>> known = known(connection, toKnow);
      if (known.isEmpty()) {
        return false;
      }
      boolean changed = change(connection, known.get(), work);
      failures = 0;
      return changed;
    } catch (SQLException failure) {
      if (isBusy(failure) || NOT_MINE.equals(failure.getSQLState())) {
        failed(failure);
        return false;
      }
      throw new PostgresFaults().trouble(failure);
    }
  }

  /** Lets PostgreSQL read the tables of which it must know the range; empty: it does not yet. */
  private Optional<List<KnownRange>> known(
      Connection connection, DatabaseWork<List<KnownRange>> toKnow) {
    try {
      List<KnownRange> ranges = toKnow.in(connection);
      // what to note is looked for again once others cannot change it
      if (!ranges.isEmpty() && !alone(connection, mine -> note(mine, toKnow.in(mine)))) {
        return Optional.empty();
      }
      for (KnownRange range : ranges) {
        range.check(connection);
      }
      return Optional.of(ranges);
    } catch (SQLException failure) {
      failed(failure);
      return Optional.empty();
    }
  }

  private static boolean note(Connection connection, List<KnownRange> ranges) throws SQLException {
    for (KnownRange range : ranges) {
      range.note(connection);
    }
    return true;
  }

  private boolean change(Connection connection, List<KnownRange> known, DatabaseWork<Boolean> work)
      throws SQLException {
    try {
      return alone(connection, work);
    } catch (SQLException failure) {
      if (isBusy(failure) && !known.isEmpty()) {
        forget(connection, known, failure);
      }
      throw failure;
    }
  }

  /** Others may keep the log for long: the numbers of its tables are not bounded meanwhile. */
  private void forget(Connection connection, List<KnownRange> known, SQLException cause) {
    try {
      connection.setAutoCommit(false);
      Sql.update(connection, "set local lock_timeout = " + WAIT.toMillis());
      for (KnownRange range : known) {
        KnownRange.forget(connection, range.table());
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException kept) {
      cause.addSuppressed(kept);
      undo(connection, cause);
    }
  }

  private boolean alone(Connection connection, DatabaseWork<Boolean> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      boolean changed = Sql.first(connection, MY_TURN, row -> row.getBoolean(1)).orElse(false);
      if (changed) {
        Sql.update(connection, "set local lock_timeout = " + later(WAIT, WAIT_MAX).toMillis());
        Sql.update(connection, LOCK);
        Sql.update(connection, "set local statement_timeout = " + STATEMENT_MAX.toMillis());
        changed = work.in(connection);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return changed;
    } catch (SQLException | RuntimeException failure) {
      undo(connection, failure);
      throw failure;
    }
  }

  private static void undo(Connection connection, Exception failure) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException gone) {
      failure.addSuppressed(gone);
    }
  }

  private static boolean isBusy(SQLException failure) {
    return failure.getSQLState() != null && BUSY.contains(failure.getSQLState());
  }

  /** Most failures are short, since it waits a moment only; a longer one is told at once. */
  private void failed(SQLException failure) {
    if (NOT_MINE.equals(failure.getSQLState())) {
      next = clock.instant().plus(PAUSE_MAX);
      return;
    }
    next = clock.instant().plus(later(PAUSE, PAUSE_MAX));
    failures++;
    if (failures % failuresTold == 0 || !isBusy(failure)) {
      LOG.log(
          Level.WARNING,
          "The partitions of the log could not be changed {0} times in a row; {1}: {2}",
          failures,
          meanwhile,
          failure.getMessage());
    }
  }

  /** Twice as long after each failure. */
  private Duration later(Duration first, Duration most) {
    Duration longer = first.multipliedBy(1L << Math.min(failures, 10));
    return longer.compareTo(most) < 0 ? longer : most;
  }
}
