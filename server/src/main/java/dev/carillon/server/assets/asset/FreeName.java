package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Problem;
import java.util.function.Predicate;

/** Finds a name that nothing has yet: {@code a.jpg}, {@code a-1.jpg}, {@code a-2.jpg}, … */
public final class FreeName {

  private FreeName() {}

  /**
   * The place itself where it is free, else the first free one beside it. Asks about as few places
   * as the logarithm of how many are taken.
   */
  public static TreePath near(TreePath wanted, Predicate<TreePath> taken) {
    if (!taken.test(wanted)) {
      return wanted;
    }
    long free = 1;
    while (taken.test(numbered(wanted, free))) {
      free *= 2;
    }
    for (long low = free / 2; free - low > 1; ) {
      long middle = (low + free) / 2;
      if (taken.test(numbered(wanted, middle))) {
        low = middle;
      } else {
        free = middle;
      }
    }
    return numbered(wanted, free);
  }

  /** The place, spelt as its folders are; another name where it is taken and that is wanted. */
  public static FolderStore.Resolved free(CommittedReads reads, TreePath path, boolean rename) {
    FolderStore.Resolved spelt = respelt(reads, path);
    TreePath free =
        rename ? near(spelt.path(), at -> reads.read(c -> AssetStore.taken(c, at))) : spelt.path();
    if (!rename && reads.read(c -> AssetStore.taken(c, free))) {
      throw Assets.alreadyExists(free);
    }
    return new FolderStore.Resolved(free, spelt.missing());
  }

  /** The place, spelt as its folders are; it may be taken. */
  public static FolderStore.Resolved respelt(CommittedReads reads, TreePath path) {
    FolderStore.Resolved folder = reads.read(c -> FolderStore.resolve(c, path.parent()));
    for (Folder missing : folder.missing()) {
      if (reads.read(c -> AssetStore.at(c, missing.path())).isPresent()) {
        throw Problem.conflict("'" + missing.path() + "' is an asset, not a folder");
      }
    }
    return new FolderStore.Resolved(folder.path().child(path.name()), folder.missing());
  }

  private static TreePath numbered(TreePath wanted, long number) {
    String name = wanted.name();
    int dot = name.lastIndexOf('.');
    boolean extended = dot > 0 && name.length() - dot < TreePath.NAME_MAX / 2;
    int cut = extended ? dot : name.length();
    String end = "-" + number + name.substring(cut);
    int kept = Math.min(cut, TreePath.NAME_MAX - end.length());
    boolean split = kept < cut && Character.isHighSurrogate(name.charAt(kept - 1));
    return wanted.parent().child(name.substring(0, split ? kept - 1 : kept) + end);
  }
}
