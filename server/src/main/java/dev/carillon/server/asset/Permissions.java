package dev.carillon.server.asset;

import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Caller;

/**
 * What a user may do with an asset, as letters in fixed places: view, preview, use original, edit
 * metadata, edit, rename, move, create, delete.
 */
public final class Permissions {

  private static final String ALL = "VPUMERXCD";

  private Permissions() {}

  /** Whoever is logged in may do everything with every asset. */
  public static String of(Caller caller, Asset asset) {
    return ALL;
  }

  /** The same for a folder. */
  public static String of(Caller caller, TreePath folder) {
    return ALL;
  }

  /** The permissions as a number: the first letter counts 1, the next 2, then 4, and so on. */
  public static int mask(String permissions) {
    int mask = 0;
    for (int place = 0; place < ALL.length(); place++) {
      mask |= grants(permissions, ALL.charAt(place)) ? 1 << place : 0;
    }
    return mask;
  }

  /** Whether the letter is among the permissions. */
  static boolean grants(String permissions, char letter) {
    return permissions.indexOf(letter) >= 0;
  }
}
