package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.database.StalePlanException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of assets in the trash, and of their relations. The rows of their versions, and of the
 * comments on them, stay where they are. All methods work in the caller's transaction.
 */
public final class TrashStore {

  private static final String COLUMNS =
      """
      select asset_id as id, revision, blob, metadata, removed_by, removed_at, kept_until, bytes,
        path_key, remover_key, folder_gone from trash\s""";

  private static final String RELATION =
      "id, type, target1_id, target2_id, metadata, created_at, created_by, modified_by,"
          + " modified_at";

  private static final String FOLDER_KEY =
      "substr(trash.path_key, 1, length(trash.path_key) - length(trash.name_key) - 1)";

  /** What PostgreSQL reports where the asset at the other end is removed at the same moment. */
  private static final String NO_SUCH_ASSET = "23503";

  private TrashStore() {}

  /**
   * Puts an asset that is being removed into the trash, with its relations. Its own row is still
   * there, and so is that of its preview.
   */
  static void put(Connection connection, Asset asset, String metadata, Removal removal)
      throws SQLException {
    Sql.update(
        connection,
        """
        insert into trash (asset_id, revision, path_key, name_key, blob, metadata, removed_at,
          removed_by, remover_key, kept_until, bytes, unread)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
          (select coalesce(sum(file_size), 0) from asset_versions where asset_id = ?),
          coalesce((select ',' || named from preview_queue
            where asset_id = ? and unread_blob = ?), ''))
        """,
        asset.id(),
        asset.revision(),
        asset.path().key(),
        new TreePath(asset.path().key()).name(),
        asset.blob(),
        metadata,
        removal.at().toEpochMilli(),
        removal.by(),
        TrashedAsset.Access.key(removal.by()),
        removal.until().toEpochMilli(),
        asset.id(),
        asset.id(),
        asset.blob());
    Sql.update(
        connection,
        ("insert into trash_relations (%1$s) select %1$s from relations"
                + " where target1_id = ? or target2_id = ? on conflict do nothing")
            .formatted(RELATION),
        asset.id(),
        asset.id());
  }

  /**
   * Takes an asset out of the trash that is being restored.
   *
   * @return the fields that its file gives no values of; empty where its file was read
   * @throws StalePlanException where it is not in the trash any more
   */
  static Optional<Set<String>> take(Connection connection, String id) throws SQLException {
    String unread =
        Sql.first(
                connection,
                "delete from trash where asset_id = ? returning unread",
                row -> row.getString(1),
                id)
            .orElseThrow(StalePlanException::new);
    return unread.isEmpty()
        ? Optional.empty()
        : Optional.of(new HashSet<>(Arrays.asList(unread.split(","))));
  }

  /**
   * Relates an asset that was restored again, as far as the assets at the other ends are there. A
   * relation to an asset that is in the trash waits for that one. Of two that are restored at the
   * same time, the second one sees the first.
   *
   * @throws StalePlanException where one of them is being removed
   */
  static void relate(Connection connection, String id) throws SQLException {
    RowLock.trashedRelations(connection, List.of(id));
    try {
      Sql.update(
          connection,
          """
          insert into relations (%1$s) select %1$s from trash_relations
          where (target1_id = ? or target2_id = ?)
            and exists (select 1 from assets a where a.id = trash_relations.target1_id)
            and exists (select 1 from assets a where a.id = trash_relations.target2_id)
          on conflict do nothing
          """
              .formatted(RELATION),
          id,
          id);
    } catch (SQLException e) {
      if (NO_SUCH_ASSET.equals(e.getSQLState())) {
        throw new StalePlanException();
      }
      throw e;
    }
    Sql.update(
        connection,
        """
        delete from trash_relations where (target1_id = ? or target2_id = ?)
          and not exists (select 1 from trash t where t.asset_id = trash_relations.target1_id)
          and not exists (select 1 from trash t where t.asset_id = trash_relations.target2_id)
        """,
        id,
        id);
  }

  /** Keeps others from assets that this transaction deletes, all of them before the first. */
  public static void lock(Connection connection, List<String> ids) throws SQLException {
    RowLock.trashed(connection, ids);
  }

  /**
   * Deletes an asset for good that is locked, with its versions and comments.
   *
   * @return how many rows were deleted; 0 where it was not in the trash
   */
  public static int delete(Connection connection, String id) throws SQLException {
    if (Sql.update(connection, "delete from trash where asset_id = ?", id) == 0) {
      return 0;
    }
    return 1
        + AssetStore.forget(connection, id)
        + Sql.update(
            connection,
            "delete from trash_relations where target1_id = ? or target2_id = ?",
            id,
            id);
  }

  /** The asset with this id. */
  public static Optional<TrashedAsset> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where asset_id = ?", TrashStore::trashed, id);
  }

  /**
   * The assets with these ids, as far as they are in the trash, in no order; empty where the
   * metadata of several is longer than that in all.
   *
   * @param ids at most a thousand
   * @param charsMax no more is read than this and one asset
   */
  public static Optional<List<TrashedAsset>> find(
      Connection connection, List<String> ids, long charsMax) throws SQLException {
    return AssetStore.find(
        connection,
        COLUMNS + "where asset_id in (" + Sql.marks(ids.size()) + ")",
        TrashStore::trashed,
        ids,
        charsMax);
  }

  /** Who sees those of these assets that are in the trash, by their ids. At most a thousand. */
  public static Map<String, TrashedAsset.Access> accesses(Connection connection, List<String> ids)
      throws SQLException {
    Map<String, TrashedAsset.Access> found = new HashMap<>();
    if (!ids.isEmpty()) {
      Sql.each(
          connection,
          "select asset_id, path_key, remover_key, folder_gone from trash where asset_id in ("
              + Sql.marks(ids.size())
              + ")",
          row -> found.put(row.getString("asset_id"), access(row)),
          ids.toArray());
    }
    return found;
  }

  /** The ids of a few of those whose time is over. */
  public static List<String> due(Connection connection, Instant now, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        "select asset_id from trash where kept_until <= ? order by kept_until, asset_id limit ?",
        row -> row.getString(1),
        now.toEpochMilli(),
        limit);
  }

  /** Where assets in the trash are, those that were removed last first. */
  public static List<Place> list(Connection connection, Filter filter, Position after, int limit)
      throws SQLException {
    Sql query =
        Sql.of(
            "select asset_id, removed_at, path_key, remover_key, folder_gone from trash"
                + " where (removed_at, asset_id) < (?, ?)",
            after.removedAt(),
            after.id());
    if (!filter.folder().isRoot()) {
      query =
          query.then(
              " and path_key >= ? and path_key < ?",
              filter.folder().firstKeyInside(),
              filter.folder().keyAfterInside());
    }
    if (!filter.name().isEmpty()) {
      query = query.then(" and name_key like ? escape '\\'", filter.pattern());
    }
    if (!filter.removedBy().isEmpty()) {
      query = query.then(" and remover_key = ?", TrashedAsset.Access.key(filter.removedBy()));
    }
    return query
        .then(" order by removed_at desc, asset_id desc limit ?", limit)
        .list(connection, TrashStore::place);
  }

  /** How much is in the trash. */
  public static Totals totals(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            "select count(*), coalesce(sum(bytes), 0) from trash",
            row -> new Totals(row.getLong(1), row.getLong(2)))
        .orElse(new Totals(0, 0));
  }

  /**
   * Folders were removed or moved: what was permitted at or inside this path is forgotten, as far
   * as there is no folder and no asset any more.
   */
  static void folderLeft(Connection connection, TreePath folder) throws SQLException {
    Sql.update(
        connection,
        """
        update trash set folder_gone = 1
        where path_key >= ? and path_key < ? and folder_gone = 0
          and not exists (select 1 from folders f where f.path_key = %1$s)
          and not exists (
            select 1 from assets a where a.path_key >= %1$s || '/' and a.path_key < %1$s || '0')
        """
            .formatted(FOLDER_KEY),
        folder.firstKeyInside(),
        folder.keyAfterInside());
  }

  /** A user is removed: another one who gets that name later sees nothing for that. */
  public static void left(Connection connection, String username) throws SQLException {
    Sql.update(
        connection,
        "update trash set remover_key = '' where remover_key = ?",
        TrashedAsset.Access.key(username));
  }

  private static TrashedAsset trashed(ResultSet row) throws SQLException {
    return new TrashedAsset(
        AssetStore.asset(row),
        row.getString("removed_by"),
        Instant.ofEpochMilli(row.getLong("removed_at")),
        Instant.ofEpochMilli(row.getLong("kept_until")),
        row.getLong("bytes"),
        access(row));
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(
        new Position(row.getLong("removed_at"), row.getString("asset_id")), access(row));
  }

  private static TrashedAsset.Access access(ResultSet row) throws SQLException {
    return new TrashedAsset.Access(
        new TreePath(row.getString("path_key")),
        row.getString("remover_key"),
        row.getInt("folder_gone") == 1);
  }

  /**
   * The removal of an asset.
   *
   * @param by the name of the user
   * @param until how long it is kept in the trash; not after {@code at}: not at all
   */
  record Removal(String by, Instant at, Instant until) {

    boolean kept() {
      return until.isAfter(at);
    }
  }

  /**
   * Which assets are listed.
   *
   * @param folder where they were, at any depth
   * @param name what their names contain, without regard to case; empty: all
   * @param removedBy the user who removed them; empty: all
   */
  public record Filter(TreePath folder, String name, String removedBy) {

    /** All. */
    public static final Filter ALL = new Filter(TreePath.ROOT, "", "");

    private String pattern() {
      String key = name.toLowerCase(Locale.ROOT);
      return "%" + key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
  }

  /** A place in the list: that of an asset, by when it was removed (milliseconds since 1970). */
  public record Position(long removedAt, String id) {

    /** Before the first. */
    public static final Position FIRST = new Position(Long.MAX_VALUE, "");
  }

  /** An asset in the list, without what it is. */
  public record Place(Position position, TrashedAsset.Access access) {}

  /** How many assets are in the trash, and what the files of all their versions take. */
  public record Totals(long assets, long bytes) {}
}
