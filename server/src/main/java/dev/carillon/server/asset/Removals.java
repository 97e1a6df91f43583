package dev.carillon.server.asset;

import dev.carillon.server.asset.AssetLedger.Draft;
import dev.carillon.server.file.RescueRecords;
import dev.carillon.server.folder.Folder;
import dev.carillon.server.folder.FolderStore;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Problem;
import java.util.ArrayList;
import java.util.List;

/** Removes assets and folders. Whatever is checked out stays, and so do the folders it is in. */
public final class Removals {

  private final AssetLedger ledger;
  private final RescueRecords rescue;

  Removals(AssetLedger ledger, RescueRecords rescue) {
    this.ledger = ledger;
    this.rescue = rescue;
  }

  /** Removes these assets, at most {@link Assets#BATCH_MAX} in one transaction. */
  Counts assets(List<String> ids) {
    return Assets.inBatches(ids.stream().distinct().toList(), this::batch);
  }

  /**
   * Removes a folder and all that is in it.
   *
   * @throws Problem 404 where there is no such folder
   */
  Counts folder(TreePath path) {
    if (path.isRoot()) {
      throw Problem.badField("folderPath", "/", "a folder in the root");
    }
    if (ledger.read(c -> FolderStore.find(c, path)).isEmpty()) {
      throw Problem.notFound("folder", path.text());
    }
    Counts counts = assets(ledger.read(c -> AssetStore.within(c, path)));
    ledger.<Integer>make(
        reads -> {
          List<Folder> empty = FolderTransfer.empty(reads, path);
          return new Draft<>(new Batch(List.of(), List.of(), List.of(), empty), empty.size());
        });
    return counts;
  }

  private Counts batch(List<String> ids) {
    List<AssetChange> removed =
        ledger.make(
            reads -> {
              List<AssetChange> changes = new ArrayList<>();
              for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
                if (!asset.checkedOut()) {
                  changes.add(new AssetChange.Removed(asset));
                }
              }
              return new Draft<>(Batch.of(changes), changes);
            });
    removed.forEach(change -> rescue.forget(change.shown().id()));
    return new Counts(removed.size(), ids.size() - removed.size());
  }
}
