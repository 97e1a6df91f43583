package dev.carillon.server.assets.move;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkRemoval;
import dev.carillon.server.assets.bulk.BulkResult;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import dev.carillon.server.platform.jobs.JobRunner;
import java.util.List;
import java.util.Set;

/**
 * Moves and copies assets and folders. What fits into {@link Assets#BATCH_MAX} assets is one
 * transaction; more are a job, the folders' rows in its first transaction.
 */
public record Transfers(
    AssetLedger ledger, AssetRules rules, AssetPermissions assetPermissions, JobRunner jobs)
    implements JobKind {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

  @Override
  public String name() {
    return "transfer";
  }

  /**
   * Begins to move or copy: all of it where that is one transaction.
   *
   * @param wanted the ids that the scope's query finds
   * @throws Problem 404 where there is nothing at the source, 403 where that is not permitted, 400
   *     where a folder would get into itself, 409 where a place is taken and the policy refuses
   *     that
   */
  Bulk.Begun begin(Transfer transfer, List<String> wanted, String user) {
    if (transfer.source().isRoot()) {
      throw Problem.badField("source", "/", "a folder or an asset in the root");
    }
    Job job = Job.walk(Ids.random(), name(), user, stored(transfer), 1);
    return ledger.read(c -> AssetStore.at(c, transfer.source())).isPresent()
        ? new Bulk.Begun.Done(job.at(single(transfer, user).progress()))
        : folder(transfer, Set.copyOf(wanted), job);
  }

  private BulkResult single(Transfer transfer, String user) {
    UserPermissions permissions = assetPermissions.of(user);
    return ledger.write(
        reads -> {
          Asset asset =
              reads
                  .read(c -> AssetStore.at(c, transfer.source()))
                  .filter(found -> AssetPermissions.permits(permissions, found, Permission.VIEW))
                  .orElseThrow(() -> nothingAt(transfer.source()));
          boolean intoFolder =
              transfer.target().isRoot()
                  || reads.read(c -> FolderStore.find(c, transfer.target())).isPresent();
          TreePath target =
              intoFolder
                  ? transfer.target().child("target", asset.path().name())
                  : transfer.target();
          FileTransfers.require(permissions, transfer, asset, target);
          FolderStore.Resolved place = FreeName.respelt(reads, target);
          FileTransfers files =
              new FileTransfers(reads, rules, transfer.ofAsset(place.path()), doer(permissions));
          boolean done = files.put(asset, place.path());
          List<Folder> made = files.changes().isEmpty() ? List.of() : place.missing();
          return new PlannedBatch<>(
              new AssetBatch(made, List.of(), files.changes(), List.of()),
              done ? new BulkResult(1, 0) : new BulkResult(0, 1));
        });
  }

  private Bulk.Begun folder(Transfer asked, Set<String> wanted, Job job) {
    UserPermissions permissions = assetPermissions.of(job.username());
    return ledger.write(
        reads -> {
          FolderTransfer plan = FolderTransfer.of(reads, asked, permissions);
          AssetStore.Inside inside = plan.assets(reads, wanted);
          List<String> all = inside.seen();
          List<String> first = all.subList(0, Math.min(Assets.BATCH_MAX, all.size()));
          Moved moved = moved(reads, plan.transfer(), first, permissions);
          Job begun =
              Job.of(job.id(), name(), job.username(), stored(plan.transfer()), all)
                  .at(moved.counts().progress());
          boolean more = first.size() < all.size() || leavesFolders(plan.transfer());
          return new PlannedBatch<>(
              plan.batch(reads, moved.files(), inside),
              more ? new Bulk.Begun.Going(begun) : new Bulk.Begun.Done(begun));
        },
        (connection, begun) -> {
          if (begun instanceof Bulk.Begun.Going(Job going)) {
            jobs.insert(connection, going, ledger.now());
          }
        });
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    Transfer transfer = transfer(job.request());
    UserPermissions permissions = assetPermissions.of(job.username());
    ledger.write(
        reads -> {
          Moved moved = moved(reads, transfer, ids, permissions);
          return new PlannedBatch<>(
              new AssetBatch(
                  FolderTransfer.missing(reads, moved.files()),
                  List.of(),
                  moved.files().changes(),
                  List.of()),
              moved.counts());
        },
        (connection, counts) -> counts.record(recorder, connection));
  }

  /**
   * Folders whose content went into others are removed once they are empty; of those that moved as
   * a whole, the permissions have done their part at the old place. Where assets stayed behind,
   * their folder is made again: what may be done there goes on to count.
   */
  @Override
  public void finish(Job job) {
    Transfer transfer = transfer(job.request());
    if (!leavesFolders(transfer)) {
      return;
    }
    UserPermissions permissions = assetPermissions.of(job.username());
    ledger.<Integer>write(
        reads -> {
          List<Folder> empty =
              BulkRemoval.emptyFolders(
                  reads, transfer.source(), at -> FolderTransfer.leaves(permissions, transfer, at));
          List<Folder> again = FolderTransfer.stayed(reads, transfer.source());
          return new PlannedBatch<>(left(transfer, again, empty), empty.size());
        });
  }

  /** The folders went first: those are made again in which assets stayed behind. */
  @Override
  public void cutShort(Job job) {
    Transfer transfer = transfer(job.request());
    if (!leavesFolders(transfer)) {
      return;
    }
    ledger.<Integer>write(
        reads -> {
          List<Folder> again = FolderTransfer.stayed(reads, transfer.source());
          return new PlannedBatch<>(left(transfer, again, List.of()), again.size());
        });
  }

  private static AssetBatch left(Transfer transfer, List<Folder> again, List<Folder> empty) {
    return new AssetBatch(
        again, List.of(), List.of(), empty, List.of(), List.of(transfer.source()));
  }

  @Override
  public String calledBy(Job job) {
    return transfer(job.request()).moves() ? "move" : "copy";
  }

  private static boolean leavesFolders(Transfer transfer) {
    return transfer.moves()
        && transfer.scope().query().isEmpty()
        && !transfer.target().same(transfer.source());
  }

  private Moved moved(
      CommittedReads reads, Transfer transfer, List<String> ids, UserPermissions permissions) {
    FileTransfers files = new FileTransfers(reads, rules, transfer, doer(permissions));
    int done = 0;
    if (!ids.isEmpty()) {
      for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
        boolean stillThere = asset.path().inside(transfer.source());
        if (stillThere && files.put(asset, FolderTransfer.target(transfer, asset.path()))) {
          done++;
        }
      }
    }
    return new Moved(files, new BulkResult(done, ids.size() - done));
  }

  static Problem nothingAt(TreePath source) {
    return Problem.notFound("folder or asset", source.text());
  }

  private FileTransfers.Doer doer(UserPermissions permissions) {
    return new FileTransfers.Doer(
        permissions, new ChangeStamp(permissions.username(), ledger.now().toEpochMilli()));
  }

  private record Moved(FileTransfers files, BulkResult counts) {}

  /** The stored form, for transfers that go on after the call that asked for them. */
  private static String stored(Transfer transfer) {
    try {
      return MAPPER.writeValueAsString(transfer);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be stored: " + transfer, e);
    }
  }

  private static Transfer transfer(String stored) {
    try {
      return MAPPER.readValue(stored, Transfer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the stored form of a transfer: " + stored, e);
    }
  }
}
