package dev.carillon.server.assets.move;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.CommittedReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides for one asset after the other what moving or copying it to a place means, by the policy
 * for places that are taken. Remembers what it decided, so that the assets of one batch do not get
 * in each other's way.
 */
final class FileTransfers {

  private final CommittedReads reads;
  private final AssetRules rules;
  private final Transfer transfer;
  private final ChangeStamp stamp;
  private final UserPermissions permissions;
  private final List<AssetChange> changes = new ArrayList<>();
  private final Map<String, Asset> placed = new HashMap<>();
  private final Set<String> freed = new HashSet<>();

  FileTransfers(CommittedReads reads, AssetRules rules, Transfer transfer, Doer doer) {
    this.reads = reads;
    this.rules = rules;
    this.transfer = transfer;
    this.stamp = doer.stamp();
    this.permissions = doer.permissions();
  }

  /** What was decided so far, in order. */
  List<AssetChange> changes() {
    return changes;
  }

  /**
   * Moves or copies an asset to this place.
   *
   * @return whether that could be done and was permitted; what the policy says shall not be done
   *     counts as done
   * @throws dev.carillon.server.platform.http.Problem 409 where the place is taken and the policy
   *     says so
   */
  boolean put(Asset asset, TreePath target) {
    if (!target.fits()) {
      return false;
    }
    if (transfer.moves() && asset.checkedOutByOther(stamp.user())) {
      return false;
    }
    if (!permitted(asset, target)) {
      return false;
    }
    Optional<Asset> there = at(target);
    if (there.isEmpty() && taken(target)) {
      return false;
    }
    if (there.isEmpty() || (transfer.moves() && there.get().id().equals(asset.id()))) {
      place(asset, target);
      return true;
    }
    Asset other = there.get();
    return switch (transfer.policies().file()) {
      case AUTO_RENAME -> {
        place(asset, FreeName.near(target, this::taken));
        yield true;
      }
      case THROW_EXCEPTION -> throw Assets.alreadyExists(target);
      case DO_NOTHING -> true;
      case REMOVE_SOURCE -> {
        boolean deletes = AssetPermissions.permits(permissions, asset, Permission.DELETE);
        if (transfer.moves() && deletes) {
          remove(asset);
        }
        yield deletes || !transfer.moves();
      }
      case OVERWRITE -> overwrite(asset, other, target);
      case OVERWRITE_IF_NEWER ->
          fileTime(asset) <= fileTime(other) || overwrite(asset, other, target);
    };
  }

  /**
   * A folder's permissions move with its row, the assets in it maybe later: then what is permitted
   * at the new place counts for leaving, and nothing more is needed to arrive, since the folder is
   * their own.
   */
  private boolean permitted(Asset asset, TreePath target) {
    Permission permission = permission(transfer);
    TreePath from = asset.path().parent();
    TreePath to = target.parent();
    boolean moved =
        transfer.moves()
            && transfer.scope().whole()
            && permissions.permits(to, permission)
            && reads.read(c -> FolderStore.find(c, from)).isEmpty();
    return moved
        ? permissions.permits(to, Permission.VIEW)
        : permissions.permits(from, permission)
            && permissions.permits(
                to, permission == Permission.RENAME ? Permission.VIEW : Permission.CREATE);
  }

  /**
   * The permission that a transfer needs. It is a renaming only if all of the source stays together
   * and is not merged into a present folder.
   */
  static Permission permission(Transfer transfer) {
    boolean renamed =
        transfer.source().parent().same(transfer.target().parent())
            && transfer.scope().whole()
            && transfer.policies().folder() != Transfer.FolderPolicy.MERGE;
    return transfer.moves()
        ? (renamed ? Permission.RENAME : Permission.MOVE)
        : Permission.USE_ORIGINAL;
  }

  /** Whether a folder may be made or put there; another name needs nothing of where it is. */
  static boolean accepts(UserPermissions permissions, Transfer transfer, TreePath place) {
    return place.fits()
        && (permission(transfer) == Permission.RENAME
            || permissions.permits(place.parent(), Permission.CREATE));
  }

  /**
   * Makes sure that an asset may be moved or copied to this place.
   *
   * @throws dev.carillon.server.platform.http.Problem 404 or 403 where it may not
   */
  static void require(
      UserPermissions permissions, Transfer transfer, Asset asset, TreePath target) {
    if (transfer.moves()) {
      Assets.permitPlace(permissions, asset, target);
    } else {
      AssetPermissions.require(permissions, asset, Permission.USE_ORIGINAL);
      permissions.requirePlace(target);
    }
  }

  private boolean overwrite(Asset asset, Asset other, TreePath target) {
    if (other.id().equals(asset.id())) {
      return true;
    }
    if (!AssetPermissions.permits(permissions, other, Permission.DELETE)) {
      return false;
    }
    if (other.checkedOut() || placed.containsKey(target.key())) {
      return false;
    }
    remove(other);
    place(asset, target);
    return true;
  }

  private void remove(Asset asset) {
    changes.add(new AssetChange.Removed(asset));
    freed.add(asset.path().key());
  }

  private void place(Asset asset, TreePath target) {
    AssetChange change;
    if (transfer.moves()) {
      var moved =
          rules.place(
              asset, target, AssetRules.moveType(transfer.source(), transfer.target()), stamp);
      if (moved.isEmpty()) {
        return;
      }
      change = moved.get();
      freed.add(asset.path().key());
    } else {
      change = rules.copy(asset, Ids.random(), target, stamp);
    }
    changes.add(change);
    placed.put(target.key(), change.shown());
  }

  private Optional<Asset> at(TreePath path) {
    Asset mine = placed.get(path.key());
    if (mine != null || freed.contains(path.key())) {
      return Optional.ofNullable(mine);
    }
    return reads.read(c -> AssetStore.at(c, path));
  }

  private boolean taken(TreePath path) {
    return placed.containsKey(path.key())
        || (!freed.contains(path.key()) && reads.read(c -> AssetStore.taken(c, path)));
  }

  /** Whose transfer it is. */
  record Doer(UserPermissions permissions, ChangeStamp stamp) {}

  private static long fileTime(Asset asset) {
    return asset.metadata().number("assetFileModified", 0);
  }
}
