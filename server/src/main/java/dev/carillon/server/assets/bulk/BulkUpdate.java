package dev.carillon.server.assets.bulk;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.field.EditsJson;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Changes values of many assets. Those that another user has checked out, that the user may not
 * change, or that are gone, count as errors.
 */
public record BulkUpdate(AssetLedger ledger, AssetRules rules, AssetPermissions assetPermissions)
    implements JobKind {

  @Override
  public String name() {
    return "update";
  }

  @Override
  public String calledBy(Job job) {
    return "updatebulk";
  }

  /** Whether a user may change one of these assets now. */
  public boolean changesAny(String user, Iterator<Asset> assets) {
    UserPermissions permissions = assetPermissions.of(user);
    while (assets.hasNext()) {
      if (changes(assets.next(), permissions, user)) {
        return true;
      }
    }
    return false;
  }

  private static boolean changes(Asset asset, UserPermissions permissions, String user) {
    return AssetPermissions.permits(permissions, asset, Permission.EDIT_METADATA)
        && !asset.checkedOutByOther(user);
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    FieldEdits edits = EditsJson.read(job.request());
    String user = job.username();
    UserPermissions permissions = assetPermissions.of(user);
    ledger.write(
        reads -> {
          ChangeStamp stamp = new ChangeStamp(user, ledger.now().toEpochMilli());
          List<AssetChange.Updated> changes = new ArrayList<>();
          int done = 0;
          for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
            if (changes(asset, permissions, user)) {
              rules.edit(asset, edits, stamp).ifPresent(changes::add);
              done++;
            }
          }
          return new PlannedBatch<>(
              AssetBatch.of(changes), new BulkResult(done, ids.size() - done));
        },
        (connection, counts) -> counts.record(recorder, connection));
  }
}
