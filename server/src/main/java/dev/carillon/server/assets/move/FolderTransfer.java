package dev.carillon.server.assets.move;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What moving or copying a folder means for the folders in it: which keep their ids and get another
 * path, and which are made anew.
 *
 * @param transfer with the target as it was settled: spelt as it is there, or renamed
 * @param folders those at and in the source, outermost first
 * @param way the folders above the target that are missing
 * @param permissions what the user may do
 */
record FolderTransfer(
    Transfer transfer, List<Folder> folders, List<Folder> way, UserPermissions permissions) {

  FolderTransfer {
    folders = List.copyOf(folders);
    way = List.copyOf(way);
  }

  /**
   * Settles where the folder goes.
   *
   * @throws Problem as {@link Transfers#begin} says
   */
  static FolderTransfer of(CommittedReads reads, Transfer asked, UserPermissions permissions) {
    TreePath source = asked.source();
    if (!permissions.sees(source)) {
      throw Transfers.nothingAt(source);
    }
    List<Folder> folders = reads.read(c -> FolderStore.within(c, source));
    if (folders.isEmpty() && reads.read(c -> AssetStore.countWithin(c, source)) == 0) {
      throw Transfers.nothingAt(source);
    }
    boolean itself = asked.target().same(source) && asked.moves();
    if (asked.target().inside(source)) {
      throw Problem.badRequest("A folder cannot be moved or copied into itself");
    }
    if (asked.target().isRoot()) {
      throw Problem.badField("target", "/", "the new path of the folder");
    }
    boolean merges = !itself && merges(reads, asked, permissions);
    permit(asked.to(asked.target(), merges), merges, permissions);
    FolderStore.Resolved parent = FreeName.respelt(reads, asked.target());
    TreePath target = parent.path();
    Predicate<TreePath> taken = at -> reads.read(c -> AssetStore.taken(c, at));
    if (!itself && taken.test(target)) {
      boolean asset = reads.read(c -> AssetStore.at(c, asked.target())).isPresent();
      target =
          switch (asked.policies().folder()) {
            case AUTO_RENAME -> renamed(parent.path(), taken);
            case MERGE -> {
              if (asset) {
                throw Assets.alreadyExists(asked.target());
              }
              yield reads.read(c -> FolderStore.resolve(c, asked.target())).path();
            }
            case THROW_EXCEPTION -> throw Assets.alreadyExists(asked.target());
          };
    }
    return new FolderTransfer(asked.to(target, merges), folders, parent.missing(), permissions);
  }

  /** A folder that is not seen looks as if the place could not be had, whatever is needed. */
  private static boolean merges(CommittedReads reads, Transfer asked, UserPermissions permissions) {
    return asked.policies().folder() == Transfer.FolderPolicy.MERGE
        && permissions.sees(asked.target())
        && reads.read(c -> FolderStore.find(c, asked.target())).isPresent();
  }

  /**
   * Checks the permissions. Content that is merged into another folder is created there, even if
   * that folder lies beside the source.
   */
  private static void permit(Transfer transfer, boolean merges, UserPermissions permissions) {
    TreePath target = transfer.target();
    Permission permission = FileTransfers.permission(transfer);
    permissions.require(transfer.source(), permission);
    if (merges) {
      permissions.require(target, Permission.CREATE);
    } else if (permission != Permission.RENAME) {
      permissions.requirePlace(target);
    } else if (!permissions.sees(target)) {
      throw Problem.notFound("folder", target.text());
    }
  }

  /** Unlike a file's, a folder's number comes last: dots in its name mean nothing. */
  private static TreePath renamed(TreePath wanted, Predicate<TreePath> taken) {
    TreePath bare = wanted.parent().child(wanted.name().replace('.', '\u0001'));
    TreePath free =
        FreeName.near(
            bare, at -> taken.test(wanted.parent().child(at.name().replace('\u0001', '.'))));
    return wanted.parent().child(free.name().replace('\u0001', '.'));
  }

  /** The assets it is about, and where those are that the user does not see. */
  AssetStore.Inside assets(CommittedReads reads, Set<String> wanted) {
    AssetStore.Inside all =
        reads.read(
            c ->
                AssetStore.inside(
                    c,
                    transfer.source(),
                    Integer.MAX_VALUE,
                    path -> permissions.sees(path.parent())));
    return transfer.scope().query().isEmpty()
        ? all
        : new AssetStore.Inside(
            all.seen().stream().filter(wanted::contains).toList(), all.unseen());
  }

  /** Where an asset at this path goes. */
  static TreePath target(Transfer transfer, TreePath path) {
    return transfer.scope().flatten()
        ? transfer.target().child(path.name())
        : path.moved(transfer.source(), transfer.target());
  }

  /** The first batch: the folders, and the assets that were decided. */
  AssetBatch batch(CommittedReads reads, FileTransfers files, AssetStore.Inside all) {
    List<AssetBatch.FolderMove> moves = new ArrayList<>();
    List<AssetBatch.Following> following = new ArrayList<>();
    Map<String, Folder> made = new LinkedHashMap<>();
    way.forEach(folder -> made.put(folder.path().key(), folder));
    if (transfer.scope().whole()) {
      Set<TreePath> staying = staying(reads, all);
      for (Folder folder : folders) {
        if (!permitted(folder.path())) {
          continue;
        }
        TreePath to = target(folder.path());
        boolean there = reads.read(c -> FolderStore.find(c, to)).isPresent();
        boolean keepsItsId =
            transfer.moves() && staying.stream().noneMatch(at -> at.inside(folder.path()));
        if (keepsItsId && (!there || to.same(folder.path()))) {
          moves.add(
              new AssetBatch.FolderMove(
                  folder, to, reads.read(c -> AssetStore.countWithin(c, folder.path()))));
        } else if (!there) {
          made.put(to.key(), Folder.at(to, folder.metadata()));
          if (transfer.moves()) {
            following.add(new AssetBatch.Following(folder.path(), to));
          }
        }
      }
    }
    Set<String> moved = new HashSet<>();
    moves.forEach(move -> moved.add(move.to().key()));
    for (Folder folder : missing(reads, files)) {
      if (!moved.contains(folder.path().key())) {
        made.putIfAbsent(folder.path().key(), folder);
      }
    }
    return new AssetBatch(
        List.copyOf(made.values()), moves, files.changes(), List.of(), following, List.of());
  }

  private TreePath target(TreePath path) {
    return path.moved(transfer.source(), transfer.target());
  }

  /** Whether a folder may leave where it is, and be where it would go. */
  private boolean permitted(TreePath folder) {
    TreePath to = target(folder);
    boolean arrives =
        to.same(transfer.target()) || FileTransfers.accepts(permissions, transfer, to);
    return arrives
        && permissions.permits(
            folder, transfer.moves() ? FileTransfers.permission(transfer) : Permission.VIEW);
  }

  private boolean permitted(Asset asset) {
    return permitted(asset.path().parent())
        && FileTransfers.accepts(permissions, transfer, target(asset.path()));
  }

  /**
   * Where assets and folders are that another user has checked out or that the user may not move,
   * or not there: the folders that they are in stay for them.
   */
  private Set<TreePath> staying(CommittedReads reads, AssetStore.Inside inside) {
    Set<TreePath> staying = new HashSet<>(inside.unseen());
    for (Folder folder : folders) {
      if (!permitted(folder.path())) {
        staying.add(folder.path());
      }
    }
    List<String> all = inside.seen();
    for (int from = 0; from < all.size(); from += Assets.BATCH_MAX) {
      List<String> page = all.subList(from, Math.min(from + Assets.BATCH_MAX, all.size()));
      for (Asset asset : reads.read(c -> AssetStore.find(c, page))) {
        if (asset.checkedOutByOther(permissions.username()) || !permitted(asset)) {
          staying.add(asset.path());
        }
      }
    }
    return staying;
  }

  /** Whether an empty folder may go after its content: it stays where it could not arrive. */
  static boolean leaves(UserPermissions permissions, Transfer transfer, TreePath folder) {
    TreePath to = folder.moved(transfer.source(), transfer.target());
    return to.fits()
        && permissions.permits(folder, FileTransfers.permission(transfer))
        && (transfer.scope().flatten()
            || FileTransfers.accepts(permissions, transfer, to)
            || permissions.permits(to, Permission.CREATE));
  }

  /** The folders that assets in this place are in and that are not there. */
  static List<Folder> stayed(CommittedReads reads, TreePath place) {
    List<String> all =
        reads.read(c -> AssetStore.inside(c, place, Integer.MAX_VALUE, path -> true)).seen();
    Map<String, Folder> missing = new LinkedHashMap<>();
    Set<TreePath> looked = new HashSet<>();
    for (int from = 0; from < all.size(); from += Assets.BATCH_MAX) {
      List<String> page = all.subList(from, Math.min(from + Assets.BATCH_MAX, all.size()));
      for (Asset asset : reads.read(c -> AssetStore.find(c, page))) {
        if (looked.add(asset.path().parent())) {
          addMissing(reads, asset.path().parent(), missing);
        }
      }
    }
    return List.copyOf(missing.values());
  }

  /** The folders that decided assets need and that are not there. */
  static List<Folder> missing(CommittedReads reads, FileTransfers files) {
    Map<String, Folder> missing = new LinkedHashMap<>();
    for (AssetChange change : files.changes()) {
      if (!(change instanceof AssetChange.Removed)) {
        TreePath parent = change.shown().path().parent();
        if (!missing.containsKey(parent.key())) {
          addMissing(reads, parent, missing);
        }
      }
    }
    return List.copyOf(missing.values());
  }

  private static void addMissing(CommittedReads reads, TreePath path, Map<String, Folder> missing) {
    reads
        .read(c -> FolderStore.resolve(c, path))
        .missing()
        .forEach(folder -> missing.putIfAbsent(folder.path().key(), folder));
  }
}
