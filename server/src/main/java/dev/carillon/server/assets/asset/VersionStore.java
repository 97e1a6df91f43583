package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.MetadataJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rows of versions. All methods work in the caller's transaction. */
public final class VersionStore {

  private static final String COLUMNS =
      "select asset_id, version, blob, file_size, created_at, created_by, metadata"
          + " from asset_versions ";

  private VersionStore() {}

  /** Writes an asset's present version; one of the same number is replaced. */
  public static void put(Connection connection, Asset asset) throws SQLException {
    Sql.update(
        connection,
        """
        insert into asset_versions (asset_id, version, blob, file_size, created_at, created_by)
        values (?, ?, ?, ?, ?, ?)
        on conflict (asset_id, version) do update
        set blob = excluded.blob, file_size = excluded.file_size,
            created_at = excluded.created_at, created_by = excluded.created_by
        """,
        asset.id(),
        asset.version(),
        asset.blob(),
        asset.metadata().number("fileSize", 0),
        asset.metadata().number("assetFileModified", 0),
        asset.metadata().text("assetModifier"));
  }

  /** Keeps an asset's metadata with its present version, which is about to become an old one. */
  public static void freeze(Connection connection, Asset asset, String metadata)
      throws SQLException {
    Sql.update(
        connection,
        "update asset_versions set metadata = ? where asset_id = ? and version = ?",
        metadata,
        asset.id(),
        asset.version());
  }

  /** One version. */
  public static Optional<AssetVersion> find(Connection connection, String assetId, long number)
      throws SQLException {
    return Sql.first(
        connection,
        COLUMNS + "where asset_id = ? and version = ?",
        VersionStore::version,
        assetId,
        number);
  }

  /** The versions that are there, in no order; at most a thousand. */
  public static List<AssetVersion> find(Connection connection, String assetId, List<Long> numbers)
      throws SQLException {
    List<Object> values = new ArrayList<>(List.of(assetId));
    values.addAll(numbers);
    return Sql.list(
        connection,
        COLUMNS + "where asset_id = ? and version in (" + Sql.marks(numbers.size()) + ")",
        VersionStore::version,
        values.toArray());
  }

  /** The numbers of a page of an asset's versions, newest first. */
  public static List<Long> numbers(Connection connection, String assetId, int start, int num)
      throws SQLException {
    return Sql.list(
        connection,
        "select version from asset_versions where asset_id = ? order by version desc"
            + " limit ? offset ?",
        Sql.NUMBER,
        assetId,
        num,
        start);
  }

  /** How many versions there are of all assets, without those in the trash. */
  public static long count(Connection connection) throws SQLException {
    return Sql.number(
        connection,
        """
        select count(*) from asset_versions v
        where not exists (select 1 from trash t where t.asset_id = v.asset_id)
        """);
  }

  /** The file of each version of an asset, by its number. */
  static Map<Long, String> files(Connection connection, String assetId) throws SQLException {
    Map<Long, String> files = new TreeMap<>();
    Sql.each(
        connection,
        "select version, blob from asset_versions where asset_id = ?",
        row -> files.put(row.getLong(1), row.getString(2)),
        assetId);
    return files;
  }

  /** How many versions an asset has. */
  public static long count(Connection connection, String assetId) throws SQLException {
    return Sql.number(
        connection, "select count(*) from asset_versions where asset_id = ?", assetId);
  }

  /** Removes one version; whether it was there. */
  public static boolean delete(Connection connection, String assetId, long number)
      throws SQLException {
    return Sql.update(
            connection,
            "delete from asset_versions where asset_id = ? and version = ?",
            assetId,
            number)
        == 1;
  }

  /** Removes all versions of an asset that is removed; how many there were. */
  public static int deleteAll(Connection connection, String assetId) throws SQLException {
    return Sql.update(connection, "delete from asset_versions where asset_id = ?", assetId);
  }

  private static AssetVersion version(ResultSet row) throws SQLException {
    String metadata = row.getString("metadata");
    return new AssetVersion(
        row.getString("asset_id"),
        row.getLong("version"),
        row.getString("blob"),
        row.getLong("file_size"),
        new AssetVersion.Born(row.getLong("created_at"), row.getString("created_by")),
        metadata.isEmpty() ? Metadata.EMPTY : MetadataJson.read(metadata));
  }
}
