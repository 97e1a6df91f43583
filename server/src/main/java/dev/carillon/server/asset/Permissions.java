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
  static String of(Caller caller, Asset asset) {
    return ALL;
  }

  /** What a user may do with a folder: the same. */
  public static String of(Caller caller, TreePath folder) {
    return ALL;
  }

  /** Whether the letter is among the permissions. */
  static boolean grants(String permissions, char letter) {
    return permissions.indexOf(letter) >= 0;
  }
}
