package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.field.MetadataJson;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.platform.database.StalePlanException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The rows of assets and of their versions. All methods work in the caller's transaction. */
public final class AssetStore {

  private static final String COLUMNS = "select id, revision, blob, metadata from assets ";

  /** A driver that would read all rows at once reads so many. */
  private static final int FETCHED = 8;

  private AssetStore() {}

  /** The asset with this id. */
  public static Optional<Asset> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", AssetStore::asset, id);
  }

  /** The assets with these ids, as far as they are there, in no order. At most a thousand ids. */
  public static List<Asset> find(Connection connection, List<String> ids) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where id in (" + Sql.marks(ids.size()) + ")",
        AssetStore::asset,
        ids.toArray());
  }

  /**
   * The assets with these ids; empty where the metadata of several is longer than that in all.
   *
   * @param charsMax no more is read than this and one asset
   */
  static Optional<List<Asset>> find(Connection connection, List<String> ids, long charsMax)
      throws SQLException {
    return find(
        connection,
        COLUMNS + "where id in (" + Sql.marks(ids.size()) + ")",
        AssetStore::asset,
        ids,
        charsMax);
  }

  /** The same of any rows that have {@code metadata}. */
  static <T> Optional<List<T>> find(
      Connection connection, String query, Sql.Row<T> mapper, List<String> ids, long charsMax)
      throws SQLException {
    List<T> found = new ArrayList<>();
    long chars = 0;
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setFetchSize(FETCHED);
      for (int i = 0; i < ids.size(); i++) {
        select.setString(i + 1, ids.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(mapper.read(rows));
          chars += rows.getString("metadata").length();
          if (chars > charsMax && ids.size() > 1) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(found);
  }

  /** The asset at this path, in whatever spelling. */
  public static Optional<Asset> at(Connection connection, TreePath path) throws SQLException {
    return Sql.first(connection, COLUMNS + "where path_key = ?", AssetStore::asset, path.key());
  }

  /** The first so many assets inside a folder, at any depth, by path. */
  public static Inside inside(
      Connection connection, TreePath folder, int limit, Predicate<TreePath> seen)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    List<TreePath> unseen = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select id, path_key from assets where path_key >= ? and path_key < ?
            order by path_key
            """)) {
      select.setString(1, folder.firstKeyInside());
      select.setString(2, folder.keyAfterInside());
      try (ResultSet rows = select.executeQuery()) {
        while (ids.size() < limit && rows.next()) {
          TreePath path = new TreePath(rows.getString(2));
          if (seen.test(path)) {
            ids.add(rows.getString(1));
          } else {
            unseen.add(path);
          }
        }
      }
    }
    return new Inside(ids, unseen);
  }

  /**
   * Assets inside a folder.
   *
   * @param seen the ids of those that are seen
   * @param unseen where others are, by their keys
   */
  public record Inside(List<String> seen, List<TreePath> unseen) {
    public Inside {
      seen = List.copyOf(seen);
      unseen = List.copyOf(unseen);
    }
  }

  /** How many assets are inside a folder, at any depth. */
  public static long countWithin(Connection connection, TreePath folder) throws SQLException {
    return Sql.number(
        connection,
        "select count(*) from assets where path_key >= ? and path_key < ?",
        folder.firstKeyInside(),
        folder.keyAfterInside());
  }

  /** Whether an asset or a folder is at this place. */
  public static boolean taken(Connection connection, TreePath path) throws SQLException {
    return Sql.any(
        connection,
        "select 1 from assets where path_key = ? union all select 1 from folders where path_key ="
            + " ?",
        path.key(),
        path.key());
  }

  /** Whether any asset or version has this file. */
  public static boolean referenced(Connection connection, String blob) throws SQLException {
    return Sql.any(
        connection,
        "select 1 from assets where blob = ?"
            + " union all select 1 from asset_versions where blob = ? limit 1",
        blob,
        blob);
  }

  /**
   * Writes a change.
   *
   * @throws StalePlanException where the asset is no longer at the revision that the change was
   *     made from, or where its new place is taken
   */
  static void write(Connection connection, Prepared prepared) throws SQLException {
    switch (prepared.change()) {
      case AssetChange.Created created -> {
        insert(connection, created.after(), prepared.metadata());
        VersionStore.put(connection, created.after());
        queue(connection, created.after());
        if (created.after().previewIs(PreviewState.WAITING)) {
          Asset source = created.source();
          if (source != null) {
            PreviewQueueRows.copied(connection, source.id(), created.after().id());
          }
        }
      }
      case AssetChange.Updated updated -> update(connection, updated, prepared);
      case AssetChange.Restored restored ->
          restore(connection, restored.after(), prepared.metadata());
      case AssetChange.Removed removed -> delete(connection, removed.before(), prepared);
    }
  }

  private static void insert(Connection connection, Asset asset, String metadata)
      throws SQLException {
    String key = asset.path().key();
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            """
            insert into assets (id, revision, path_key, blob, metadata)
            select ?, ?, ?, ?, ? where not exists (select 1 from folders where path_key = ?)
            on conflict do nothing
            """,
            asset.id(),
            asset.revision(),
            key,
            asset.blob(),
            metadata,
            key));
  }

  private static void update(Connection connection, AssetChange.Updated change, Prepared prepared)
      throws SQLException {
    Asset after = change.after();
    boolean moved = !after.path().same(change.before().path());
    if (moved && taken(connection, after.path())) {
      throw new StalePlanException();
    }
    boolean otherFile = !after.blob().equals(change.before().blob());
    StalePlanException.unlessOne(
        moved || otherFile
            ? updateAll(connection, change, prepared)
            : updateValues(connection, change, prepared));
    if (Prepared.newVersion(change)) {
      VersionStore.freeze(connection, change.before(), prepared.before());
      VersionStore.put(connection, after);
    } else if (otherFile) {
      VersionStore.put(connection, after);
    }
    boolean waited = change.before().previewIs(PreviewState.WAITING);
    if (otherFile || waited != after.previewIs(PreviewState.WAITING)) {
      queue(connection, after);
    }
    if (waited && after.previewIs(PreviewState.WAITING)) {
      PreviewQueueRows.named(connection, after.id(), change.changed().keySet());
    }
  }

  private static int updateAll(Connection connection, AssetChange.Updated change, Prepared prepared)
      throws SQLException {
    Asset after = change.after();
    return Sql.update(
        connection,
        """
        update assets set revision = ?, path_key = ?, blob = ?, metadata = ?
        where id = ? and revision = ?
        """,
        after.revision(),
        after.path().key(),
        after.blob(),
        prepared.metadata(),
        after.id(),
        change.before().revision());
  }

  /** Without the columns that have indexes: SQLite would write those anew with the same values. */
  private static int updateValues(
      Connection connection, AssetChange.Updated change, Prepared prepared) throws SQLException {
    return Sql.update(
        connection,
        "update assets set revision = ?, metadata = ? where id = ? and revision = ?",
        change.after().revision(),
        prepared.metadata(),
        change.after().id(),
        change.before().revision());
  }

  private static void queue(Connection connection, Asset asset) throws SQLException {
    if (asset.previewIs(PreviewState.WAITING)) {
      PreviewQueueRows.add(connection, asset.id(), asset.metadata().number("assetFileModified", 0));
    } else if (asset.revision() > 1) {
      PreviewQueueRows.remove(connection, asset.id());
    }
  }

  private static void restore(Connection connection, Asset asset, String metadata)
      throws SQLException {
    Optional<Set<String>> unread = TrashStore.take(connection, asset.id());
    insert(connection, asset, metadata);
    queue(connection, asset);
    if (unread.isPresent() && asset.previewIs(PreviewState.WAITING)) {
      PreviewQueueRows.unread(connection, asset.id(), asset.blob(), unread.get());
    }
    TrashStore.relate(connection, asset.id());
  }

  private static void delete(Connection connection, Asset asset, Prepared prepared)
      throws SQLException {
    RowLock.asset(connection, asset.id());
    boolean kept = prepared.removal().kept();
    if (kept) {
      TrashStore.put(connection, asset, prepared.metadata(), prepared.removal());
    }
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            "delete from assets where id = ? and revision = ?",
            asset.id(),
            asset.revision()));
    if (!kept) {
      forget(connection, asset.id());
    }
    if (asset.previewIs(PreviewState.WAITING)) {
      PreviewQueueRows.remove(connection, asset.id());
    }
  }

  /** Deletes what is kept of an asset in the trash: its versions, and the comments on it. */
  static int forget(Connection connection, String id) throws SQLException {
    return VersionStore.deleteAll(connection, id)
        + Sql.update(connection, "delete from asset_comments where asset_id = ?", id);
  }

  /** The asset in a row. */
  public static Asset asset(ResultSet row) throws SQLException {
    return new Asset(
        row.getString("id"),
        row.getLong("revision"),
        row.getString("blob"),
        MetadataJson.read(row.getString("metadata")));
  }

  /**
   * A change with metadata as it is stored: made before the transaction, not in it.
   *
   * @param metadata the asset's after the change
   * @param before the asset's before it, where its present version becomes an old one
   * @param removal by whom the asset is removed, if it is, and whether it is kept
   */
  record Prepared(AssetChange change, String metadata, String before, TrashStore.Removal removal) {

    static Prepared of(AssetChange change, TrashStore.Removal removal) {
      String before =
          change instanceof AssetChange.Updated updated && newVersion(updated)
              ? MetadataJson.write(updated.before().metadata())
              : "";
      return new Prepared(change, MetadataJson.write(change.shown().metadata()), before, removal);
    }

    static boolean newVersion(AssetChange.Updated change) {
      return change.after().version() != change.before().version();
    }
  }
}
