package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of day that all nodes of a database go by where they compare what others have stored,
 * such as how old an upload is. It is the machine's own, unless that differs from the database's by
 * more than two seconds: then it is the database's. So a machine whose clock is wrong neither
 * removes what is still needed, nor stores times that let others remove it.
 */
public final class SharedClock implements InstantSource {

  /** A question that took longer says too little. */
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(1);

  /** More than the clocks of machines that are kept right differ by. */
  public static final Duration ALLOWED = Duration.ofSeconds(2);

  private static final String DATABASE_TIME =
      "select (extract(epoch from clock_timestamp()) * 1000)::bigint";

  private final Database database;
  private final InstantSource machine;
  private final InstantSource engine;

  /** How far the database's clock has gone ahead of the engine's. */
  private volatile Duration drift = Duration.ZERO;

  private volatile Duration ahead = Duration.ZERO;

  /**
   * How far the machine's clock is off is not known yet, so it is taken for right.
   *
   * @param machine what the machine's clock shows, which may be set at any time
   * @param engine never set; it began with the database's time
   */
  public SharedClock(Database database, InstantSource machine, InstantSource engine) {
    this.database = database;
    this.machine = machine;
    this.engine = engine;
  }

  /**
   * Asks the database. Half of the question's own time is given away; a response that took more
   * than a second says nothing, and what was known before stays.
   */
  public void look() {
    if (database.dialect().shared()) {
      Instant asked = engine.instant();
      long theirs = database.read(SharedClock::time);
      Instant answered = engine.instant();
      if (Duration.between(asked, answered).compareTo(ASKED_WITHIN) > 0) {
        return;
      }
      Duration half = Duration.between(asked, answered).dividedBy(2);
      Instant now = Instant.ofEpochMilli(theirs).plus(half);
      drift = Duration.between(answered, now);
      ahead = Duration.between(now, machine.instant());
    }
  }

  private static long time(Connection connection) throws SQLException {
    return Sql.number(connection, DATABASE_TIME);
  }

  /** How far the machine's clock was ahead of the database's; negative: it was behind. */
  public Duration ahead() {
    return ahead;
  }

  /** Whether several machines may go by the database's clock. */
  public boolean shared() {
    return database.dialect().shared();
  }

  @Override
  public Instant instant() {
    Instant own = machine.instant();
    if (!shared()) {
      return own;
    }
    Instant theirs = engine.instant().plus(drift);
    return Duration.between(own, theirs).abs().compareTo(ALLOWED) > 0 ? theirs : own;
  }
}
