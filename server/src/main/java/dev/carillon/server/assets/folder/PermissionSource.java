package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Call;
import java.sql.Connection;
import java.sql.SQLException;

/** Who may do what in the tree: what changes the tree, or shows any of it, asks here. */
public interface PermissionSource {

  /** What a user may do at present; one who is disabled, or not there any more, may do nothing. */
  UserPermissions of(String username);

  /** Whether there is such a user, who may use the server at present. */
  boolean active(String username);

  /** What the caller may do at present. */
  default UserPermissions of(Call call) {
    return of(call.caller().username());
  }

  /** A folder, or its content, moves in this transaction: what was permitted there goes along. */
  void moved(Connection connection, TreePath from, TreePath to) throws SQLException;

  /**
   * Folders at or inside this path were removed, or their content has moved: forgets the
   * permissions that were given there, except where there still is a folder or an asset.
   */
  void left(Connection connection, TreePath path) throws SQLException;

  /** A transaction that may have called {@link #moved} or {@link #left} is committed. */
  void refresh();

  /** All users may do everything. */
  static PermissionSource unlimited() {
    return new Unlimited();
  }

  /** Of a server without permissions. */
  record Unlimited() implements PermissionSource {

    @Override
    public UserPermissions of(String username) {
      return UserPermissions.everything(username);
    }

    @Override
    public boolean active(String username) {
      return true;
    }

    @Override
    public void moved(Connection connection, TreePath from, TreePath to) {
      // nothing that could go along
    }

    @Override
    public void left(Connection connection, TreePath path) {
      // nothing that could be forgotten
    }

    @Override
    public void refresh() {
      // nothing that could change
    }
  }
}
