package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.store.Successes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        first_duration = coalesce(?, first_duration),
        first_revision = coalesce(?, first_revision),
        first_user_agent = coalesce(?, first_user_agent)
      where sequence = ? and owner = ? and attempts = ?
      """;

  @Override
  public List<Settlement> write(
      Connection connection, List<Settlement> settlements, Map<String, Integer> userAgents)
      throws SQLException {
    List<Settlement> passed = new ArrayList<>(settlements.size());
    try (var statement = connection.prepareStatement(SUCCEEDED)) {
      for (Settlement settlement : settlements) {
        Row row = Row.of(settlement, userAgents);
        statement.setLong(1, row.endedAt());
        statement.setObject(2, row.status());
        statement.setObject(3, row.at());
        statement.setObject(4, row.duration());
        statement.setObject(5, row.revision());
        statement.setObject(6, row.userAgent());
        statement.setLong(7, row.sequence());
        statement.setLong(8, owner);
        statement.setInt(9, row.attempts());
        if (statement.executeUpdate() == 1) {
          passed.add(settlement);
        }
      }
    }
    return passed;
  }
}
