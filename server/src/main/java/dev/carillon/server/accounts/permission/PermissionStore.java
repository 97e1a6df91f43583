package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of permissions, and what the table in memory is made from. */
final class PermissionStore {

  private static final int PAGE = 1_000;
  private static final String COLUMNS =
      "select path, holder, group_id, username, permissions from folder_rights ";

  private PermissionStore() {}

  /** The number of the last change of groups' members, licences or permissions. */
  static long version(Connection connection) throws SQLException {
    return Sql.first(connection, "select last from access_revision", row -> row.getLong(1))
        .orElseThrow(() -> new SQLException("access_revision has no row"));
  }

  /** Members, licences or permissions have changed. */
  static void changed(Connection connection) throws SQLException {
    Sql.update(connection, "update access_revision set last = last + 1");
  }

  /** They have if a statement changed any rows; whether it did. */
  static boolean changed(Connection connection, int rows) throws SQLException {
    if (rows > 0) {
      changed(connection);
    }
    return rows > 0;
  }

  /** All there is, read page by page. */
  static PermissionTable table(Connection connection) throws SQLException {
    return new PermissionTable(version(connection), members(connection), permissions(connection));
  }

  private static List<GroupMember> members(Connection connection) throws SQLException {
    List<GroupMember> all = new ArrayList<>();
    String group = "";
    String user = "";
    while (true) {
      List<GroupMember> page =
          Sql.list(
              connection,
              """
              select m.group_id, m.username, g.licence
              from group_members m join access_groups g on g.id = m.group_id
              where (m.group_id, m.username_key) > (?, ?)
              order by m.group_id, m.username_key limit ?
              """,
              row -> new GroupMember(row.getString(1), row.getString(2), row.getString(3)),
              group,
              user,
              PAGE);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      group = page.getLast().groupId();
      user = Accounts.key(page.getLast().username());
    }
  }

  private static List<FolderPermission> permissions(Connection connection) throws SQLException {
    List<FolderPermission> all = new ArrayList<>();
    String path = "";
    String grantee = "";
    while (true) {
      List<FolderPermission> page =
          Sql.list(
              connection,
              COLUMNS + "where (path_key, holder) > (?, ?) order by path_key, holder limit " + PAGE,
              PermissionStore::permission,
              path,
              grantee);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      path = page.getLast().path().key();
      grantee = page.getLast().grantee().key();
    }
  }

  /** The permissions at any of these folders; at most a thousand of them. */
  static List<FolderPermission> at(Connection connection, List<TreePath> folders, int limit)
      throws SQLException {
    List<Object> values = new ArrayList<>(folders.stream().map(TreePath::key).toList());
    values.add(limit);
    return Sql.list(
        connection,
        COLUMNS
            + "where path_key in ("
            + Sql.marks(folders.size())
            + ") order by path_key, holder limit ?",
        PermissionStore::permission,
        values.toArray());
  }

  /** Gives a permission; one of the same grantee at the same folder is replaced. */
  static void put(Connection connection, FolderPermission permission) throws SQLException {
    Sql.update(
        connection,
        """
        insert into folder_rights (path_key, path, holder, group_id, username, permissions)
        values (?, ?, ?, nullif(?, ''), ?, ?)
        on conflict (path_key, holder) do update
        set path = excluded.path, permissions = excluded.permissions
        """,
        permission.path().key(),
        permission.path().text(),
        permission.grantee().key(),
        permission.grantee() instanceof Grantee.OfGroup(String id) ? id : "",
        permission.grantee() instanceof Grantee.OfUser(String username) ? username : "",
        permission.permissions().text());
    changed(connection);
  }

  /** Takes a permission away; whether there was one. */
  static boolean remove(Connection connection, TreePath path, Grantee grantee) throws SQLException {
    return changed(
        connection,
        Sql.update(
            connection,
            "delete from folder_rights where path_key = ? and holder = ?",
            path.key(),
            grantee.key()));
  }

  /** Gives the permissions at one folder at another one too. */
  static void copy(Connection connection, TreePath from, TreePath to) throws SQLException {
    changed(
        connection,
        Sql.update(
            connection,
            """
            insert into folder_rights (path_key, path, holder, group_id, username, permissions)
            select ?, ?, holder, group_id, username, permissions
            from folder_rights where path_key = ?
            on conflict (path_key, holder) do nothing
            """,
            to.key(),
            to.text(),
            from.key()));
  }

  /** Takes away the permissions at and inside a path where there is no folder and no asset. */
  static void prune(Connection connection, TreePath path) throws SQLException {
    changed(
        connection,
        Sql.update(
            connection,
            """
            delete from folder_rights
            where (path_key = ? or (path_key >= ? and path_key < ?))
              and not exists (select 1 from folders f where f.path_key = folder_rights.path_key)
              and not exists (
                select 1 from assets a
                where a.path_key >= folder_rights.path_key || '/'
                  and a.path_key < folder_rights.path_key || '0')
            """,
            path.key(),
            path.firstKeyInside(),
            path.keyAfterInside()));
  }

  private static FolderPermission permission(ResultSet row) throws SQLException {
    String group = row.getString("group_id");
    return new FolderPermission(
        new TreePath(row.getString("path")),
        group == null ? new Grantee.OfUser(row.getString("username")) : new Grantee.OfGroup(group),
        Permissions.parse("permissions", row.getString("permissions")));
  }
}
