package dev.carillon.server.asset;

import dev.carillon.server.asset.AssetLedger.Draft;
import dev.carillon.server.change.Reads;
import dev.carillon.server.folder.Folder;
import dev.carillon.server.folder.FolderStore;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves and copies assets and folders. What fits into {@link Assets#BATCH_MAX} assets is one
 * transaction; more are several, the folders' rows in the first.
 */
public final class Transfers {

  private final AssetLedger ledger;
  private final AssetRules rules;
  private final Queries queries;

  Transfers(AssetLedger ledger, AssetRules rules, Queries queries) {
    this.ledger = ledger;
    this.rules = rules;
    this.queries = queries;
  }

  /**
   * Moves or copies.
   *
   * @throws Problem 404 where there is nothing at the source, 400 where a folder would get into
   *     itself, 409 where a place is taken and the policy refuses that
   */
  Counts run(Transfer transfer, String user) {
    if (transfer.source().isRoot()) {
      throw Problem.badField("source", "/", "a folder or an asset in the root");
    }
    return ledger.read(c -> AssetStore.at(c, transfer.source())).isPresent()
        ? single(transfer, user)
        : folder(transfer, user);
  }

  private Counts single(Transfer transfer, String user) {
    return ledger.make(
        reads -> {
          Asset asset =
              reads
                  .read(c -> AssetStore.at(c, transfer.source()))
                  .orElseThrow(() -> nothingAt(transfer.source()));
          boolean intoFolder =
              transfer.target().isRoot()
                  || reads.read(c -> FolderStore.find(c, transfer.target())).isPresent();
          TreePath target =
              intoFolder ? transfer.target().child(asset.path().name()) : transfer.target();
          FolderStore.Resolved place = Assets.respelt(reads, target);
          FileTransfers files =
              new FileTransfers(reads, rules, transfer.to(place.path()), stamp(user));
          boolean done = files.put(asset, place.path());
          List<Folder> made = files.changes().isEmpty() ? List.of() : place.missing();
          return new Draft<>(
              new Batch(made, List.of(), files.changes(), List.of()),
              done ? new Counts(1, 0) : new Counts(0, 1));
        });
  }

  private Counts folder(Transfer asked, String user) {
    Set<String> wanted = new HashSet<>();
    if (!asked.scope().query().isEmpty()) {
      wanted.addAll(queries.all(asked.scope().query()));
    }
    List<String> rest = new ArrayList<>();
    List<Transfer> settled = new ArrayList<>();
    Counts counts =
        ledger.make(
            reads -> {
              FolderTransfer plan = FolderTransfer.of(reads, asked);
              List<String> all = plan.assets(reads, wanted);
              List<String> first = all.subList(0, Math.min(Assets.BATCH_MAX, all.size()));
              rest.clear();
              rest.addAll(all.subList(first.size(), all.size()));
              settled.clear();
              settled.add(plan.transfer());
              Moved moved = moved(reads, plan.transfer(), first, user);
              return new Draft<>(plan.batch(reads, moved.files(), all, user), moved.counts());
            });
    Transfer transfer = settled.getFirst();
    counts = counts.plus(Assets.inBatches(rest, batch -> more(transfer, batch, user)));
    if (transfer.moves() && asked.scope().query().isEmpty()) {
      removeEmptied(transfer);
    }
    return counts;
  }

  private Counts more(Transfer transfer, List<String> ids, String user) {
    return ledger.make(
        reads -> {
          Moved moved = moved(reads, transfer, ids, user);
          return new Draft<>(
              new Batch(
                  FolderTransfer.missing(reads, moved.files()),
                  List.of(),
                  moved.files().changes(),
                  List.of()),
              moved.counts());
        });
  }

  private Moved moved(Reads reads, Transfer transfer, List<String> ids, String user) {
    FileTransfers files = new FileTransfers(reads, rules, transfer, stamp(user));
    int done = 0;
    if (!ids.isEmpty()) {
      for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
        boolean stillThere = asset.path().inside(transfer.source());
        if (stillThere && files.put(asset, FolderTransfer.target(transfer, asset.path()))) {
          done++;
        }
      }
    }
    return new Moved(files, new Counts(done, ids.size() - done));
  }

  /** Folders whose content went into others are removed once they are empty. */
  private void removeEmptied(Transfer transfer) {
    ledger.<Integer>make(
        reads -> {
          List<Folder> empty = FolderTransfer.empty(reads, transfer.source());
          boolean respelt = transfer.target().same(transfer.source());
          List<Folder> removed = respelt ? List.of() : empty;
          return new Draft<>(new Batch(List.of(), List.of(), List.of(), removed), removed.size());
        });
  }

  static Problem nothingAt(TreePath source) {
    return Problem.notFound("folder or asset", source.text());
  }

  private Stamp stamp(String user) {
    return new Stamp(user, ledger.now().toEpochMilli());
  }

  private record Moved(FileTransfers files, Counts counts) {}
}
