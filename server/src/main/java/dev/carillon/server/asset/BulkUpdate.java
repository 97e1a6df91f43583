package dev.carillon.server.asset;

import dev.carillon.server.asset.AssetLedger.Draft;
import dev.carillon.server.field.Edits;
import dev.carillon.server.field.EditsJson;
import dev.carillon.server.job.Job;
import dev.carillon.server.job.JobKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes values of many assets. Those that somebody else has checked out, or that are gone, count
 * as errors.
 */
final class BulkUpdate implements JobKind {

  private final AssetLedger ledger;
  private final AssetRules rules;

  BulkUpdate(AssetLedger ledger, AssetRules rules) {
    this.ledger = ledger;
    this.rules = rules;
  }

  @Override
  public String name() {
    return "update";
  }

  @Override
  public void batch(Job job, List<String> ids, Recorder recorder) {
    Edits edits = EditsJson.read(job.request());
    String user = job.username();
    ledger.make(
        reads -> {
          Stamp stamp = new Stamp(user, ledger.now().toEpochMilli());
          List<AssetChange.Updated> changes = new ArrayList<>();
          int done = 0;
          for (Asset asset : reads.read(c -> AssetStore.find(c, ids))) {
            if (!asset.checkedOutByOther(user)) {
              rules.edit(asset, edits, stamp).ifPresent(changes::add);
              done++;
            }
          }
          return new Draft<>(Batch.of(changes), new Counts(done, ids.size() - done));
        },
        (connection, counts) -> counts.record(recorder, connection));
  }
}
