package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.file.RescueRecords.Version;
import dev.carillon.server.platform.database.CommittedReads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets rescue records of what was removed while the file store was away. Left there, they would
 * keep files of removed assets, and a rescue would bring these assets back.
 *
 * <p>An asset was removed if it is in the trash, or if its history says so; of one that the
 * database does not have and of whose removal it does not know, the records stay, since the
 * database may have lost it. Of an asset that is there, versions were removed that are older than
 * its newest one and not there.
 */
public record LeftoverRecords(RescueRecords records) {

  /** About so many: the others have their turn at the next purge. */
  private static final int FORGOTTEN_AT_ONCE = 10_000;

  private static final String NEWEST =
      "select coalesce(max(version), 0) from asset_versions where asset_id = ?";
  private static final String IN_TRASH = "select 1 from trash where asset_id = ?";
  private static final String THERE =
      "select 1 from asset_versions where asset_id = ? and version = ?";

  /** The last action that began or ended an asset's life. */
  private static final String LAST =
      """
      select action from usage_log
      where asset_id = ? and action in ('CREATE', 'COPY', 'COPY_VERSION', 'REMOVE', 'RESTORE')
      order by sequence desc limit 1
      """;

  /**
   * Forgets them.
   *
   * @param before of younger records the change may not be committed yet
   * @param reads reads the database
   * @return how many were found
   */
  public int forget(Instant before, CommittedReads reads) {
    List<Version> removed = new ArrayList<>();
    records.eachBefore(
        before,
        versions -> {
          if (removed.size() < FORGOTTEN_AT_ONCE) {
            removed.addAll(reads.read(connection -> removedOnes(connection, versions)));
          }
        });
    removed.forEach(version -> records.forget(version.id(), version.number()));
    return removed.size();
  }

  private static List<Version> removedOnes(Connection connection, List<Version> versions)
      throws SQLException {
    List<Version> removed = new ArrayList<>();
    for (Version version : versions) {
      if (wasRemoved(connection, version)) {
        removed.add(version);
      }
    }
    return removed;
  }

  private static boolean wasRemoved(Connection connection, Version version) throws SQLException {
    if (Sql.any(connection, IN_TRASH, version.id())) {
      return true;
    }
    long newest = Sql.number(connection, NEWEST, version.id());
    if (newest > 0) {
      return version.number() < newest
          && !Sql.any(connection, THERE, version.id(), version.number());
    }
    return Sql.first(connection, LAST, row -> row.getString(1), version.id())
        .filter("REMOVE"::equals)
        .isPresent();
  }
}
