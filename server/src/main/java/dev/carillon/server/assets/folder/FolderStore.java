package dev.carillon.server.assets.folder;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.field.MetadataJson;
import dev.carillon.server.platform.database.StalePlanException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rows of folders. All methods work in the caller's transaction. */
public final class FolderStore {

  private static final String COLUMNS = "select id, path, metadata from folders ";

  private FolderStore() {}

  /** The folder with this id. */
  public static Optional<Folder> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", FolderStore::folder, id);
  }

  /** Writes other fields, where they are as they were read. */
  static void describe(Connection connection, Folder before, Folder after) throws SQLException {
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            "update folders set metadata = ? where id = ? and metadata = ?",
            MetadataJson.write(after.metadata()),
            before.id(),
            MetadataJson.write(before.metadata())));
  }

  /** The folder at this place. */
  public static Optional<Folder> find(Connection connection, TreePath path) throws SQLException {
    return Sql.first(connection, COLUMNS + "where path_key = ?", FolderStore::folder, path.key());
  }

  /** The keys of those of these folders that are there. At most a thousand. */
  public static Set<String> there(Connection connection, Collection<String> keys)
      throws SQLException {
    Set<String> there = new HashSet<>();
    if (!keys.isEmpty()) {
      Sql.each(
          connection,
          "select path_key from folders where path_key in (" + Sql.marks(keys.size()) + ")",
          row -> there.add(row.getString(1)),
          keys.toArray());
    }
    return there;
  }

  /** The folder at this place, if there is one, and all inside it, outermost first. */
  public static List<Folder> within(Connection connection, TreePath path) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS
            + """
            where path_key = ? or (path_key >= ? and path_key < ?)
            order by path_key
            """,
        FolderStore::folder,
        path.key(),
        path.firstKeyInside(),
        path.keyAfterInside());
  }

  /** How this path is spelt where it exists, and which folders on the way are missing. */
  public static Resolved resolve(Connection connection, TreePath path) throws SQLException {
    if (path.isRoot()) {
      return new Resolved(path, List.of());
    }
    List<TreePath> way = new ArrayList<>(path.ancestors());
    way.add(path);
    Map<String, TreePath> existing = new HashMap<>();
    Sql.list(
            connection,
            COLUMNS + "where path_key in (" + Sql.marks(way.size()) + ")",
            FolderStore::folder,
            way.stream().map(TreePath::key).toArray())
        .forEach(folder -> existing.put(folder.path().key(), folder.path()));
    List<Folder> missing = new ArrayList<>();
    TreePath spelt = TreePath.ROOT;
    for (TreePath step : way) {
      TreePath known = existing.get(step.key());
      spelt = known == null ? spelt.child(step.name()) : known;
      if (known == null) {
        missing.add(Folder.at(spelt));
      }
    }
    return new Resolved(spelt, missing);
  }

  /**
   * Writes a new folder.
   *
   * @throws StalePlanException where its place is taken meanwhile
   */
  public static void insert(Connection connection, Folder folder) throws SQLException {
    String key = folder.path().key();
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            """
            insert into folders (id, path, path_key, metadata)
            select ?, ?, ?, ? where not exists (select 1 from assets where path_key = ?)
            on conflict do nothing
            """,
            folder.id(),
            folder.path().text(),
            key,
            MetadataJson.write(folder.metadata()),
            key));
  }

  /**
   * Gives a folder another path.
   *
   * @throws StalePlanException where it is no longer where it was
   */
  public static void relocate(Connection connection, Folder folder, TreePath to)
      throws SQLException {
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            "update folders set path = ?, path_key = ? where id = ? and path = ?",
            to.text(),
            to.key(),
            folder.id(),
            folder.path().text()));
  }

  /**
   * Removes a folder's row.
   *
   * @throws StalePlanException where it is no longer where it was, or where something is in it
   */
  public static void delete(Connection connection, Folder folder) throws SQLException {
    TreePath path = folder.path();
    String inside = "where path_key >= ? and path_key < ? limit 1";
    boolean used =
        Sql.any(
                connection,
                "select 1 from assets " + inside,
                path.firstKeyInside(),
                path.keyAfterInside())
            || Sql.any(
                connection,
                "select 1 from folders " + inside,
                path.firstKeyInside(),
                path.keyAfterInside());
    if (used
        || Sql.update(
                connection,
                "delete from folders where id = ? and path = ?",
                folder.id(),
                path.text())
            != 1) {
      throw new StalePlanException();
    }
  }

  /**
   * Makes sure that a folder is still there.
   *
   * @throws StalePlanException where it is not
   */
  public static void require(Connection connection, TreePath path) throws SQLException {
    if (!path.isRoot()
        && !Sql.any(
            connection,
            "select 1 from folders where path_key = ? and path = ?",
            path.key(),
            path.text())) {
      throw new StalePlanException();
    }
  }

  static Folder folder(ResultSet row) throws SQLException {
    return new Folder(
        row.getString(1), new TreePath(row.getString(2)), MetadataJson.read(row.getString(3)));
  }

  /**
   * A path against what is there.
   *
   * @param path as existing folders on it are spelt
   * @param missing those to be made, outermost first
   */
  public record Resolved(TreePath path, List<Folder> missing) {
    public Resolved {
      missing = List.copyOf(missing);
    }
  }
}
