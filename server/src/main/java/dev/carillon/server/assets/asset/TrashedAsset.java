package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import java.time.Instant;
import java.util.Locale;

/**
 * An asset in the trash.
 *
 * @param asset as it was when it was removed
 * @param removedBy the name of the user who removed it; {@code system} for the server
 * @param bytes what the files of all its versions take; the same content may be in other assets too
 * @param access by what it is decided who sees it
 */
public record TrashedAsset(
    Asset asset,
    String removedBy,
    Instant removedAt,
    Instant keptUntil,
    long bytes,
    Access access) {

  /** Its id, which it has again once it is restored. */
  public String id() {
    return asset.id();
  }

  /** Whether a user sees it, and may restore or delete it. */
  public boolean visibleTo(UserPermissions permissions) {
    return access.permits(permissions);
  }

  /**
   * By what it is decided who sees an asset in the trash. What is permitted in its folder counts,
   * as long as that folder is there. What was permitted in a folder that is gone is forgotten, and
   * the folder above may permit more: such an asset is seen by the user who removed it, and by
   * those who see everything.
   *
   * @param path where the asset was, in any spelling
   * @param removerKey the name of the user who removed it, as names are compared
   * @param folderGone whether its folder was removed or moved since
   */
  public record Access(TreePath path, String removerKey, boolean folderGone) {

    /** Whether a user sees it, and may restore or delete it. */
    public boolean permits(UserPermissions permissions) {
      return permits(permissions, Permission.DELETE);
    }

    /** Whether a user could do this with it while it was there. */
    public boolean permits(UserPermissions permissions, Permission permission) {
      return permissions.everything()
          || (permissions.permits(path.parent(), permission)
              && (!folderGone || removerKey.equals(key(permissions.username()))));
    }

    /** A user's name as names are compared. */
    static String key(String username) {
      return username.toLowerCase(Locale.ROOT);
    }
  }
}
