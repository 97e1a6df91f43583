package dev.carillon.server.folder;

import dev.carillon.hooks.event.Ids;

/**
 * One folder.
 *
 * @param id never changes, whatever its path
 * @param path where it is; never the root, which has no row
 */
public record Folder(String id, TreePath path) {

  /** A new folder there. */
  public static Folder at(TreePath path) {
    return new Folder(Ids.random(), path);
  }
}
