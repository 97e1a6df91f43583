package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.store.Successes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Row by row: there is no way to the database, so nothing is gained by larger statements. */
record SqliteSuccesses(long owner) implements Successes {

  private static final String SUCCEEDED =
      """
      update deliveries set
        attempts = attempts + 1,
        state = 1,
        due_at = null,
        ended_at = case when state = 1 then ended_at else ? end,
        first_status = coalesce(?, first_status),
        first_at = coalesce(?, first_at),
        first_duration = coalesce(?, first_duration)
      where sequence = ? and owner = ? and attempts = ?
      """;

  @Override
  public List<Settlement> write(Connection connection, List<Settlement> settlements)
      throws SQLException {
    List<Settlement> passed = new ArrayList<>(settlements.size());
    try (var statement = connection.prepareStatement(SUCCEEDED)) {
      for (Settlement settlement : settlements) {
        Row row = Row.of(settlement);
        statement.setLong(1, row.endedAt());
        statement.setObject(2, row.status());
        statement.setObject(3, row.at());
        statement.setObject(4, row.duration());
        statement.setLong(5, row.sequence());
        statement.setLong(6, owner);
        statement.setInt(7, row.attempts());
        if (statement.executeUpdate() == 1) {
          passed.add(settlement);
        }
      }
    }
    return passed;
  }
}
