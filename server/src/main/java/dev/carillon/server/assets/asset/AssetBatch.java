package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.TreePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that one transaction changes.
 *
 * @param made folders that are made first, outermost first
 * @param moved folders that get another path
 * @param assets changes of assets; of one asset several may follow each other
 * @param removed folders that are removed last. They are listed outermost first; their events and
 *     their rows go innermost first, so that no folder goes before what is inside it
 * @param following folders that stay while their content moves: the permissions that were given
 *     there apply at the target too from then on
 * @param left places that content has left: what was permitted at and inside them is forgotten
 *     last, where there is no folder and no asset any more
 */
public record AssetBatch(
    List<Folder> made,
    List<FolderMove> moved,
    List<AssetChange> assets,
    List<Folder> removed,
    List<Following> following,
    List<TreePath> left) {

  public AssetBatch {
    made = List.copyOf(made);
    moved = List.copyOf(moved);
    assets = List.copyOf(assets);
    removed = List.copyOf(removed);
    following = List.copyOf(following);
    left = List.copyOf(left);
  }

  /** Without permissions that follow or are forgotten. */
  public AssetBatch(
      List<Folder> made, List<FolderMove> moved, List<AssetChange> assets, List<Folder> removed) {
    this(made, moved, assets, removed, List.of(), List.of());
  }

  /** Changes of assets alone. */
  public static AssetBatch of(List<? extends AssetChange> assets) {
    return new AssetBatch(List.of(), List.of(), new ArrayList<>(assets), List.of());
  }

  /** Whether the set of folders is different afterwards, or what is permitted in them. */
  public boolean changesFolders() {
    return !made.isEmpty() || !moved.isEmpty() || !removed.isEmpty() || !left.isEmpty();
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
