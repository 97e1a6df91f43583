package dev.carillon.server.assets.bulk;

import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.database.CommittedReads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Folders that can be removed. */
public final class EmptyFolders {

  private EmptyFolders() {}

  /**
   * The folders at and in this place that no asset is in, outermost first.
   *
   * @param permitted whether a folder may be removed; another one stays, and so do those it is in
   */
  public static List<Folder> at(CommittedReads reads, TreePath place, Predicate<TreePath> permitted) {
    return reads.read(
        c -> {
          List<Folder> empty = new ArrayList<>();
          List<TreePath> staying = new ArrayList<>();
          for (Folder folder : FolderStore.within(c, place)) {
            if (!permitted.test(folder.path())) {
              staying.add(folder.path());
            } else if (AssetStore.countWithin(c, folder.path()) == 0) {
              empty.add(folder);
            }
          }
          empty.removeIf(folder -> staying.stream().anyMatch(at -> at.inside(folder.path())));
          return empty;
        });
  }
}
