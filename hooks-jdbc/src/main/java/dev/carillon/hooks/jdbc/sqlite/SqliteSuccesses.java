package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.SuccessWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row by row: no network lies before the database, so larger statements would gain nothing. */
record SqliteSuccesses(long owner) implements SuccessWriter {

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
    return Sql.run(
        connection,
        SUCCEEDED,
        statement -> {
          List<Settlement> passed = new ArrayList<>(settlements.size());
          for (Settlement settlement : settlements) {
            Row row = Row.of(settlement, userAgents);
            Sql.set(
                statement,
                row.endedAt(),
                row.status(),
                row.at(),
                row.duration(),
                row.revision(),
                row.userAgent(),
                row.sequence(),
                owner,
                row.attempts());
            if (statement.executeUpdate() == 1) {
              passed.add(settlement);
            }
          }
          return passed;
        });
  }
}
