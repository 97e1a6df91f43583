package dev.carillon.server.assets.folder;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which folders a user sees of those that assets are or were in. What is permitted in a folder
 * counts as long as the folder is there: once it is gone, the folder above may permit more.
 *
 * @param keys the folders' keys
 */
public record SeenFolders(Set<String> keys) {

  public SeenFolders {
    keys = Set.copyOf(keys);
  }

  /**
   * Looks the folders up.
   *
   * @param permissions as they were before: a folder that is removed meanwhile is not seen
   * @param places where assets are or were; at most a thousand
   */
  public static SeenFolders of(
      Connection connection, UserPermissions permissions, Collection<TreePath> places)
      throws SQLException {
    Set<String> seen = new HashSet<>();
    for (TreePath place : places) {
      if (permissions.sees(place.parent())) {
        seen.add(place.parent().key());
      }
    }
    if (!permissions.everything()) {
      Set<String> there = FolderStore.there(connection, seen);
      there.add(TreePath.ROOT.key());
      seen.retainAll(there);
    }
    return new SeenFolders(seen);
  }

  /** Whether the user sees this place, with the permissions of now too. */
  public boolean show(TreePath place, UserPermissions now) {
    return keys.contains(place.parent().key()) && now.sees(place.parent());
  }
}
