package dev.carillon.server.assets.folder;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.field.Metadata;

/**
 * One folder.
 *
 * @param id never changes, whatever its path
 * @param path where it is; never the root, which has no row
 * @param metadata its own fields
 */
public record Folder(String id, TreePath path, Metadata metadata) {

  /** A new folder there. */
  public static Folder at(TreePath path) {
    return at(path, Metadata.EMPTY);
  }

  /** A new folder there with fields. */
  public static Folder at(TreePath path, Metadata metadata) {
    return new Folder(Ids.random(), path, metadata);
  }
}
