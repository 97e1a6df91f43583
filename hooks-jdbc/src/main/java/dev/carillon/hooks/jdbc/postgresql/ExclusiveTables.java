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
import java.util.Set;

/**
 * Changes what the log's tables are made of, in a transaction of its own that has them alone.
 * Whoever wants them waits behind it, so it waits for others a moment only. Each time in vain, it
 * lets more time pass until the next one, and then waits a little longer.
 */
final class ExclusiveTables {

  private static final Logger LOG = System.getLogger(ExclusiveTables.class.getName());

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration WAIT_MAX = Duration.ofMillis(800);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

  /** In vain so often, an operator hears of it: something keeps the tables for very long. */
  private static final int FAILURES_TOLD = 12;

  /** A number that no other lock of the product has. */
  private static final String MY_TURN = "select pg_try_advisory_xact_lock(4922514)";

  /** Of deliveries nothing changes meanwhile: they say which of the rows are needed. */
  private static final String LOCK =
      "lock table deliveries in share mode;"
          + " lock table only events, only attempts, only event_subjects in access exclusive mode";

  /** Another one has the tables, or went first. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001", "57014");

  private final Database database;
  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private int failures;

  ExclusiveTables(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Runs the work if it gets the tables soon; whether it did, and changed something. */
  synchronized boolean change(DatabaseWork<Boolean> work) {
    if (clock.instant().isBefore(next)) {
      return false;
    }
    try (Connection connection = database.listening().orElse(null)) {
      if (connection == null) {
        return false;
      }
      boolean changed = change(connection, work);
      failures = 0;
      return changed;
    } catch (SQLException failure) {
      if (failure.getSQLState() != null && BUSY.contains(failure.getSQLState())) {
        busy(failure);
        return false;
      }
      throw new PostgresFaults().trouble(failure);
    }
  }

  private boolean change(Connection connection, DatabaseWork<Boolean> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      boolean changed = Sql.first(connection, MY_TURN, row -> row.getBoolean(1)).orElse(false);
      if (changed) {
        Sql.update(connection, "set local lock_timeout = " + later(WAIT, WAIT_MAX).toMillis());
        Sql.update(connection, LOCK);
        changed = work.in(connection);
      }
      connection.commit();
      return changed;
    } catch (SQLException | RuntimeException failure) {
      undo(connection, failure);
      throw failure;
    }
  }

  private static void undo(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      failure.addSuppressed(gone);
    }
  }

  private void busy(SQLException failure) {
    next = clock.instant().plus(later(PAUSE, PAUSE_MAX));
    failures++;
    if (failures % FAILURES_TOLD == 0) {
      LOG.log(
          Level.WARNING,
          "The partitions of the log could not be changed {0} times, because other transactions use"
              + " its tables; what is old stays until they end: {1}",
          failures,
          failure.getMessage());
    }
  }

  /** Twice as long after each failure. */
  private Duration later(Duration first, Duration most) {
    Duration longer = first.multipliedBy(1L << Math.min(failures, 10));
    return longer.compareTo(most) < 0 ? longer : most;
  }
}
