package dev.carillon.server.assets.bulk;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Removes assets, and the folder that they were in where the job's request names one. Whatever is
 * checked out or may not be deleted by the user stays, and so do the folders it is in.
 */
public record BulkRemoval(
    AssetLedger ledger, RescueRecords rescue, AssetPermissions assetPermissions)
    implements JobKind {

  private static final int ITEMS_MAX = Integer.MAX_VALUE;

  @Override
  public String name() {
    return "remove";
  }

  /**
   * The assets in a folder that a user sees; none where there is no such folder, or the user does
   * not see it.
   *
   * @throws Problem 403 where the user sees the folder and may not delete it
   */
  public List<String> within(TreePath path, UserPermissions permissions) {
    if (path.isRoot()) {
      throw Problem.badField("folderPath", "/", "a folder in the root");
    }
    if (ledger.read(c -> FolderStore.find(c, path)).isEmpty() || !permissions.sees(path)) {
      return List.of();
    }
    permissions.require(path, Permission.DELETE);
    return ledger
        .read(c -> AssetStore.inside(c, path, ITEMS_MAX, at -> permissions.sees(at.parent())))
        .seen();
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    List<AssetChange> removed = Actor.as(job.username(), () -> removed(job, ids, recorder));
    removed.forEach(change -> rescue.forget(change.shown().id()));
  }

  private List<AssetChange> removed(Job job, List<String> ids, Recorder recorder) {
    UserPermissions permissions = assetPermissions.of(job.username());
    return ledger.write(
        reads -> {
          List<AssetChange> changes = new ArrayList<>();
          for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
            if (AssetPermissions.permits(permissions, asset, Permission.DELETE)
                && !asset.checkedOut()) {
              changes.add(new AssetChange.Removed(asset));
            }
          }
          return new PlannedBatch<>(AssetBatch.of(changes), changes);
        },
        (connection, changes) ->
            recorder.record(connection, changes.size(), ids.size() - changes.size()));
  }

  @Override
  public void finish(Job job) {
    if (job.request().isEmpty()) {
      return;
    }
    TreePath path = TreePath.parse("folderPath", job.request());
    UserPermissions permissions = assetPermissions.of(job.username());
    ledger.<Integer>write(
        reads -> {
          List<Folder> empty =
              emptyFolders(reads, path, at -> permissions.permits(at, Permission.DELETE));
          return new PlannedBatch<>(
              new AssetBatch(List.of(), List.of(), List.of(), empty), empty.size());
        });
  }

  /**
   * The folders at and in a place that no asset is in, outermost first.
   *
   * @param permitted whether a folder may be removed; another one stays, and so do those it is in
   */
  public static List<Folder> emptyFolders(
      CommittedReads reads, TreePath place, Predicate<TreePath> permitted) {
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
