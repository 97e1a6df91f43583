package dev.carillon.server.operations.health;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes may send what is in this database, and until when, by the database's clock. An SQLite
 * file belongs to this process for as long as it runs.
 */
public final class LeaseCheck {

  private static final int SHOWN_MAX = 20;

  private static final String HELD =
      """
      select name, lease_until from nodes
      where taken_over_at is null and lease_until > clock_timestamp()
      order by epoch limit ?
      """;

  private final Database database;
  private volatile List<Held> latest;

  /**
   * Not known yet, where others may use the database too.
   *
   * @param node what this process is called
   */
  public LeaseCheck(Database database, String node) {
    this.database = database;
    this.latest = database.dialect().shared() ? List.of() : List.of(new Held(node, null));
  }

  /** Looks again. */
  public void look() {
    if (database.dialect().shared()) {
      latest = database.read(connection -> Sql.list(connection, HELD, LeaseCheck::held, SHOWN_MAX));
    }
  }

  /** What the last look showed. */
  List<Held> shown() {
    return latest;
  }

  private static Held held(ResultSet row) throws SQLException {
    OffsetDateTime until = row.getObject("lease_until", OffsetDateTime.class);
    return new Held(row.getString("name"), until.toInstant().toString());
  }

  /** A lease; one without an end is held for as long as its node runs. */
  record Held(String node, @Nullable String leaseUntil) {}
}
