package dev.carillon.server.asset.bulk;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.AssetChange;
import dev.carillon.server.asset.AssetLedger;
import dev.carillon.server.asset.AssetLedger.Draft;
import dev.carillon.server.asset.AssetRules;
import dev.carillon.server.asset.AssetStore;
import dev.carillon.server.asset.Batch;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.asset.Stamp;
import dev.carillon.server.field.Edits;
import dev.carillon.server.field.EditsJson;
import dev.carillon.server.folder.Grants;
import dev.carillon.server.job.Job;
import dev.carillon.server.job.JobKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Changes values of many assets. Those that somebody else has checked out, that the user may not
 * change, or that are gone, count as errors.
 */
public final class BulkUpdate implements JobKind {

  private final AssetLedger ledger;
  private final AssetRules rules;
  private final Guard guard;

  public BulkUpdate(AssetLedger ledger, AssetRules rules, Guard guard) {
    this.ledger = ledger;
    this.rules = rules;
    this.guard = guard;
  }

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
    Grants grants = guard.grants(user);
    while (assets.hasNext()) {
      if (changes(assets.next(), grants, user)) {
        return true;
      }
    }
    return false;
  }

  private static boolean changes(Asset asset, Grants grants, String user) {
    return Guard.permits(grants, asset, 'M') && !asset.checkedOutByOther(user);
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    Edits edits = EditsJson.read(job.request());
    String user = job.username();
    Grants grants = guard.grants(user);
    ledger.make(
        reads -> {
          Stamp stamp = new Stamp(user, ledger.now().toEpochMilli());
          List<AssetChange.Updated> changes = new ArrayList<>();
          int done = 0;
          for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
            if (changes(asset, grants, user)) {
              rules.edit(asset, edits, stamp).ifPresent(changes::add);
              done++;
            }
          }
          return new Draft<>(Batch.of(changes), new Counts(done, ids.size() - done));
        },
        (connection, counts) -> counts.record(recorder, connection));
  }
}
