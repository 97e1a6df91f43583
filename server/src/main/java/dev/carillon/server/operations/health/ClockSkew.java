package dev.carillon.server.operations.health;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How far this node's clock is from the database's, by which all nodes go. Half of the question's
 * own time is given away.
 */
public final class ClockSkew {

  private static final Duration ALLOWED = Duration.ofSeconds(2);

  private static final String DATABASE_TIME =
      "select (extract(epoch from clock_timestamp()) * 1000)::bigint";

  private final Database database;
  private final InstantSource wall;
  private volatile Duration ahead = Duration.ZERO;

  /** Not known yet, so taken for none. */
  public ClockSkew(Database database, InstantSource wall) {
    this.database = database;
    this.wall = wall;
  }

  /** Looks again. */
  public void look() {
    if (database.dialect().shared()) {
      long before = wall.millis();
      long theirs = database.read(ClockSkew::time);
      ahead = Duration.ofMillis((before + wall.millis()) / 2 - theirs);
    }
  }

  private static long time(Connection connection) throws SQLException {
    return Sql.number(connection, DATABASE_TIME);
  }

  /** How far this node's clock is ahead; negative: it is behind. */
  public Duration ahead() {
    return ahead;
  }

  /** How it is. */
  Check check() {
    if (!database.dialect().shared()) {
      return Check.up("clock", "The database uses this machine's clock");
    }
    String by = ahead.abs().toMillis() + " ms";
    return ahead.abs().compareTo(ALLOWED) > 0
        ? Check.degraded(
            "clock",
            "This node's clock is "
                + by
                + (ahead.isNegative() ? " behind" : " ahead of")
                + " the database's: signatures carry the wrong time")
        : Check.up("clock", "This node's clock is " + by + " from the database's");
  }
}
