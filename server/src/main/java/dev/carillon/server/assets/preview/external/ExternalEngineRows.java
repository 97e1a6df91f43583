package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Params;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of external engines. All methods work in the caller's transaction. */
final class ExternalEngineRows {

  private static final String COLUMNS =
      """
      select id, name, url, thumbnail_url, asset_types, renditions, enabled, storage_info, done,
        failed, last_done_at, last_error_at, last_error
      from external_engines
      """;

  private ExternalEngineRows() {}

  /** All of them, by name. */
  static List<ExternalEngine.Shown> all(Connection connection) throws SQLException {
    return Sql.list(connection, COLUMNS + " order by name_key", ExternalEngineRows::shown);
  }

  /** The one with this id. */
  static Optional<ExternalEngine.Shown> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + " where id = ?", ExternalEngineRows::shown, id);
  }

  /** Whether another one has this name, whatever its case. */
  static boolean named(Connection connection, String name, String id) throws SQLException {
    return Sql.any(
        connection, "select 1 from external_engines where name_key = ? and id <> ?", key(name), id);
  }

  static void insert(Connection connection, ExternalEngine engine, String creator, long at)
      throws SQLException {
    Sql.update(
        connection,
        """
        insert into external_engines (id, name, name_key, url, thumbnail_url, asset_types,
          renditions, enabled, storage_info, creator, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        engine.id(),
        engine.name(),
        key(engine.name()),
        engine.url(),
        engine.thumbnailUrl(),
        String.join(",", engine.assetTypes()),
        renditions(engine),
        engine.enabled() ? 1 : 0,
        engine.returnStorageInfo() ? 1 : 0,
        creator,
        at);
  }

  static void update(Connection connection, ExternalEngine engine) throws SQLException {
    Sql.update(
        connection,
        """
        update external_engines set name = ?, name_key = ?, url = ?, thumbnail_url = ?,
          asset_types = ?, renditions = ?, enabled = ?, storage_info = ?
        where id = ?
        """,
        engine.name(),
        key(engine.name()),
        engine.url(),
        engine.thumbnailUrl(),
        String.join(",", engine.assetTypes()),
        renditions(engine),
        engine.enabled() ? 1 : 0,
        engine.returnStorageInfo() ? 1 : 0,
        engine.id());
  }

  static void delete(Connection connection, String id) throws SQLException {
    Sql.update(connection, "delete from external_engines where id = ?", id);
  }

  /** It has finished a job. */
  static void done(Connection connection, String id, long at) throws SQLException {
    Sql.update(
        connection,
        "update external_engines set done = done + 1, last_done_at = ? where id = ?",
        at,
        id);
  }

  /**
   * Something went wrong.
   *
   * @param ended whether a job has failed for good
   */
  static void failed(Connection connection, String id, long at, String error, boolean ended)
      throws SQLException {
    Sql.update(
        connection,
        """
        update external_engines set failed = failed + ?, last_error_at = ?, last_error = ?
        where id = ?
        """,
        ended ? 1 : 0,
        at,
        error,
        id);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String renditions(ExternalEngine engine) {
    return engine.renditions().stream().map(RenditionName::text).collect(Collectors.joining(","));
  }

  private static ExternalEngine.Shown shown(ResultSet row) throws SQLException {
    return new ExternalEngine.Shown(
        new ExternalEngine(
            row.getString("id"),
            row.getString("name"),
            row.getString("url"),
            row.getString("thumbnail_url"),
            Params.split(row.getString("asset_types")),
            Params.split(row.getString("renditions")).stream()
                .flatMap(name -> RenditionName.of(name).stream())
                .toList(),
            row.getInt("enabled") == 1,
            row.getInt("storage_info") == 1),
        new ExternalEngine.Results(
            row.getLong("done"),
            row.getLong("failed"),
            row.getLong("last_done_at"),
            row.getLong("last_error_at"),
            row.getString("last_error")));
  }
}
