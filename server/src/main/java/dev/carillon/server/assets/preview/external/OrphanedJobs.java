package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.PreviewQueueRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Ends jobs of engines that make no pictures any more: their assets begin anew in the queue. */
record OrphanedJobs(Database database) {

  private static final int AT_ONCE = 200;

  /** All that an engine has. */
  void end(String engineId) {
    while (database.<Integer>write(connection -> endSome(connection, engineId)) > 0) {
      // some more
    }
  }

  /** One of an engine that is not there any more. */
  void end(ExternalJob job) {
    database.write(connection -> end(connection, job));
  }

  /** Forgets an engine's failed jobs too. */
  void forget(String engineId) {
    database.write(connection -> ExternalJobRows.forget(connection, engineId));
  }

  private static int endSome(Connection connection, String engineId) throws SQLException {
    List<ExternalJob> some = ExternalJobRows.open(connection, engineId, AT_ONCE);
    for (ExternalJob job : some) {
      end(connection, job);
    }
    return some.size();
  }

  private static int end(Connection connection, ExternalJob job) throws SQLException {
    ExternalJobRows.remove(connection, job.assetId());
    return PreviewQueueRows.anew(connection, job.assetId());
  }
}
