package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.platform.database.Changes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes files to which neither an asset nor a rescue record of a lost asset refers. */
public record FilePurge(Changes changes, BlobStore blobs, RescueRecords rescue, Assets assets) {

  /** Removes those that are older than this; how many there were. */
  public int run(Instant olderThan) {
    if (moreRecordsThanVersions()) {
      new LeftoverRecords(rescue).forget(olderThan, changes::read);
    }
    Set<String> rescuable = moreRecordsThanVersions() ? lost() : Set.of();
    return blobs.purge(
        olderThan,
        blob -> rescuable.contains(blob) || changes.read(c -> AssetStore.referenced(c, blob)));
  }

  private boolean moreRecordsThanVersions() {
    return rescue.count() > changes.read(VersionStore::count);
  }

  /** Files of assets that the database has lost: they are kept until they are rescued. */
  private Set<String> lost() {
    Set<String> lost = new HashSet<>();
    rescue.each(
        entries -> {
          List<String> ids = entries.stream().map(RescueRecords.Entry::id).distinct().toList();
          Set<String> there = new HashSet<>();
          assets.list(ids).forEach(asset -> there.add(asset.id()));
          entries.stream()
              .filter(entry -> !there.contains(entry.id()))
              .forEach(entry -> lost.add(entry.blob()));
        },
        unreadable -> {});
    return lost;
  }
}
