package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.TreePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that one transaction changes.
 *
 * @param createdFolders folders that are created first, outermost first
 * @param moved folders that get another path
 * @param assets changes of assets; of one asset several may follow each other
 * @param removed folders that are removed last. They are listed outermost first; their events and
 *     their rows go innermost first, so that no folder goes before what is inside it
 * @param following folders that stay while their content moves: the permissions that were given
 *     there apply at the target too from then on
 * @param vacated places that content moved out of: the permissions at and inside them are forgotten
 *     last, if there is no folder and no asset any more
 */
public record AssetBatch(
    List<Folder> createdFolders,
    List<FolderMove> moved,
    List<AssetChange> assets,
    List<Folder> removed,
    List<Following> following,
    List<TreePath> vacated) {

  public AssetBatch {
    createdFolders = List.copyOf(createdFolders);
    moved = List.copyOf(moved);
    assets = List.copyOf(assets);
    removed = List.copyOf(removed);
    following = List.copyOf(following);
    vacated = List.copyOf(vacated);
  }

  /** Without permissions that follow or are forgotten. */
  public AssetBatch(
      List<Folder> createdFolders,
      List<FolderMove> moved,
      List<AssetChange> assets,
      List<Folder> removed) {
    this(createdFolders, moved, assets, removed, List.of(), List.of());
  }

  /** Changes of assets alone. */
  public static AssetBatch of(List<? extends AssetChange> assets) {
    return new AssetBatch(List.of(), List.of(), new ArrayList<>(assets), List.of());
  }

  /** Whether the set of folders is different afterwards, or what is permitted in them. */
  public boolean changesFolders() {
    return !createdFolders.isEmpty()
        || !moved.isEmpty()
        || !removed.isEmpty()
        || !vacated.isEmpty();
  }

  /** A folder that stays while its content moves, and the folder that gets the content. */
  public record Following(TreePath from, TreePath to) {}

  /**
   * A folder and its new path.
   *
   * @param assetsInside how many assets are inside it, at any depth, before the batch: all of them
   *     move along, so there must not be others meanwhile
   */
  public record FolderMove(Folder folder, TreePath to, long assetsInside) {}
}
