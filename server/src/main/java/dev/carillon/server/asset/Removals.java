package dev.carillon.server.asset;

import dev.carillon.server.asset.AssetLedger.Draft;
import dev.carillon.server.asset.history.Actor;
import dev.carillon.server.file.RescueRecords;
import dev.carillon.server.folder.Folder;
import dev.carillon.server.folder.FolderStore;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Problem;
import dev.carillon.server.job.Job;
import dev.carillon.server.job.JobKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes assets, and the folder that they were in where the job's request names one. Whatever is
 * checked out stays, and so do the folders it is in.
 */
public final class Removals implements JobKind {

  private final AssetLedger ledger;
  private final RescueRecords rescue;

  Removals(AssetLedger ledger, RescueRecords rescue) {
    this.ledger = ledger;
    this.rescue = rescue;
  }

  @Override
  public String name() {
    return "remove";
  }

  /**
   * The assets in a folder.
   *
   * @throws Problem 404 where there is no such folder
   */
  List<String> within(TreePath path) {
    if (path.isRoot()) {
      throw Problem.badField("folderPath", "/", "a folder in the root");
    }
    if (ledger.read(c -> FolderStore.find(c, path)).isEmpty()) {
      throw Problem.notFound("folder", path.text());
    }
    return ledger.read(c -> AssetStore.within(c, path));
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    List<AssetChange> removed = Actor.as(job.username(), () -> removed(ids, recorder));
    removed.forEach(change -> rescue.forget(change.shown().id()));
  }

  private List<AssetChange> removed(List<String> ids, Recorder recorder) {
    return ledger.make(
        reads -> {
          List<AssetChange> changes = new ArrayList<>();
          for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
            if (!asset.checkedOut()) {
              changes.add(new AssetChange.Removed(asset));
            }
          }
          return new Draft<>(Batch.of(changes), changes);
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
    ledger.<Integer>make(
        reads -> {
          List<Folder> empty = FolderTransfer.empty(reads, path);
          return new Draft<>(new Batch(List.of(), List.of(), List.of(), empty), empty.size());
        });
  }
}
