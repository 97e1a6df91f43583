package dev.carillon.server.accounts.permission;

import dev.carillon.server.assets.folder.Permissions;
import java.util.Map;

/** Which folders inherit from which, by their paths' keys. */
final class FolderAncestors {

  /** The folder with the private zones: they inherit nothing from it. */
  static final String ZONES = "/users";

  private FolderAncestors() {}

  /**
   * The permissions at a folder: those of the folder itself, or of the nearest that it inherits
   * from, up to the root, or up to the private zone that it is in.
   */
  static Permissions nearest(Map<String, Permissions> permissions, String folder) {
    String at = folder;
    while (true) {
      Permissions here = permissions.get(at);
      if (here != null) {
        return here;
      }
      if (at.equals("/") || zone(at)) {
        return Permissions.NONE;
      }
      at = parent(at);
    }
  }

  /** The folder that this one is in; not for the root. */
  static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash <= 0 ? "/" : folder.substring(0, slash);
  }

  /** Whether it is a user's private zone. */
  static boolean zone(String folder) {
    return folder.startsWith(ZONES + "/") && folder.indexOf('/', ZONES.length() + 1) < 0;
  }

  /** Whether it is this folder or inside it. */
  static boolean within(String key, String folder) {
    return key.equals(folder) || folder.equals("/") || key.startsWith(folder + "/");
  }
}
