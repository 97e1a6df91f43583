package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.Accounts.Membership;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of groups and their members. */
final class GroupStore {

  private static final String COLUMNS = "select id, name, description, licence from access_groups ";

  private GroupStore() {}

  /** Makes a group; whether its name was free. */
  static boolean insert(Connection connection, Group group, long at) throws SQLException {
    return Sql.update(
            connection,
            """
            insert into access_groups (id, name, name_key, description, licence, created_at)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """,
            group.id(),
            group.name(),
            key(group.name()),
            group.description(),
            group.licence(),
            at)
        == 1;
  }

  /** Changes a group; whether it is there and its name is free. */
  static boolean update(Connection connection, Group group) throws SQLException {
    return PermissionStore.changed(
        connection,
        Sql.update(
            connection,
            """
            update access_groups set name = ?, name_key = ?, description = ?, licence = ?
            where id = ?
              and not exists (select 1 from access_groups o where o.name_key = ? and o.id <> ?)
            """,
            group.name(),
            key(group.name()),
            group.description(),
            group.licence(),
            group.id(),
            key(group.name()),
            group.id()));
  }

  /** Removes a group with its permissions; whether it was there. */
  static boolean delete(Connection connection, String id) throws SQLException {
    return PermissionStore.changed(
        connection, Sql.update(connection, "delete from access_groups where id = ?", id));
  }

  /** The group with this id. */
  static Optional<Group> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", GroupStore::group, id);
  }

  /** The group with this id, else the one with this name. */
  static Optional<Group> named(Connection connection, String nameOrId) throws SQLException {
    Optional<Group> byId = find(connection, nameOrId);
    return byId.isPresent()
        ? byId
        : Sql.first(connection, COLUMNS + "where name_key = ?", GroupStore::group, key(nameOrId));
  }

  /** A page by name, of those whose names come after this one. */
  static List<Group> page(Connection connection, String after, int limit) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where name_key > ? order by name_key limit ?",
        GroupStore::group,
        after,
        limit);
  }

  /** A user's groups. */
  static List<Membership> of(Connection connection, String username, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        """
        select g.id, g.name from group_members m join access_groups g on g.id = m.group_id
        where m.username_key = ? order by g.name_key limit ?
        """,
        row -> new Membership(row.getString(1), row.getString(2)),
        Accounts.key(username),
        limit);
  }

  /** Ends all memberships of a user, and takes all permissions away. */
  static void forget(Connection connection, String username) throws SQLException {
    String key = Accounts.key(username);
    Sql.update(connection, "delete from group_members where username_key = ?", key);
    Sql.update(
        connection,
        "delete from folder_rights where holder = ?",
        new Grantee.OfUser(username).key());
    PermissionStore.changed(connection);
  }

  /** Adds a member, who may be one already. */
  static void add(Connection connection, GroupMember member) throws SQLException {
    PermissionStore.changed(
        connection,
        Sql.update(
            connection,
            """
            insert into group_members (group_id, username_key, username) values (?, ?, ?)
            on conflict do nothing
            """,
            member.groupId(),
            Accounts.key(member.username()),
            member.username()));
  }

  /** Removes a member; whether there was one. */
  static boolean remove(Connection connection, GroupMember member) throws SQLException {
    return PermissionStore.changed(
        connection,
        Sql.update(
            connection,
            "delete from group_members where group_id = ? and username_key = ?",
            member.groupId(),
            Accounts.key(member.username())));
  }

  /** The names of a group's members, by name. */
  static List<String> members(Connection connection, String id, int limit) throws SQLException {
    return Sql.list(
        connection,
        "select username from group_members where group_id = ? order by username_key limit ?",
        row -> row.getString(1),
        id,
        limit);
  }

  /** How many members a group has. */
  static long count(Connection connection, String id) throws SQLException {
    return Sql.number(connection, "select count(*) from group_members where group_id = ?", id);
  }

  /** The form in which names of groups are compared. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Group group(ResultSet row) throws SQLException {
    return new Group(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
  }
}
