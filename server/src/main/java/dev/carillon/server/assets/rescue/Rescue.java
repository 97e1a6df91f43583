package dev.carillon.server.assets.rescue;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.Draft;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.asset.PendingMetadata;
import dev.carillon.server.assets.asset.VersionStore;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.file.RescueRecords.Entry;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.rescue.IntactFiles.Found;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes assets again that records tell of and that are not in the database: with their ids, at the
 * places where their last files came in, each in a transaction of its own. What is there already is
 * left alone, so that it can be run again.
 */
public final class Rescue {

  private final AssetLedger ledger;
  private final AssetRules rules;
  private final Assets assets;
  private final Sources sources;
  private final IntactFiles files;
  private final Consumer<String> told;

  private int rescued;
  private int there;
  private int lost;
  private int damaged;
  private int missing;
  private int unreadable;

  /**
   * A rescue that has not begun.
   *
   * @param told is given a line for each asset and for all that is wrong
   */
  public Rescue(
      AssetLedger ledger, AssetRules rules, Assets assets, Sources sources, Consumer<String> told) {
    this.ledger = ledger;
    this.rules = rules;
    this.assets = assets;
    this.sources = sources;
    this.files = new IntactFiles(sources.blobs());
    this.told = told;
  }

  /** Looks through all records; with {@code dry} nothing is changed. */
  public RescueReport run(boolean dry) {
    sources
        .records()
        .each(
            entries -> someOf(entries, dry),
            file -> {
              unreadable++;
              told.accept("unreadable record: " + file);
            });
    return new RescueReport(rescued, there, lost, damaged, missing, unreadable);
  }

  private void someOf(List<Entry> entries, boolean dry) {
    Map<String, List<Entry>> byAsset =
        entries.stream()
            .collect(Collectors.groupingBy(Entry::id, TreeMap::new, Collectors.toList()));
    for (Asset asset : assets.list(List.copyOf(byAsset.keySet()))) {
      byAsset.remove(asset.id());
      there++;
    }
    byAsset.forEach((id, versions) -> one(id, versions, dry));
  }

  private void one(String id, List<Entry> versions, boolean dry) {
    NavigableMap<Long, Blob> intact = new TreeMap<>();
    versions.sort(Comparator.comparingLong(Entry::version));
    for (Entry version : versions) {
      switch (files.find(version.blob())) {
        case Found.Intact(Blob blob) -> intact.put(version.version(), blob);
        case Found.Damaged() -> {
          damaged++;
          told.accept("damaged file, not taken: " + named(version));
        }
        case Found.Missing() -> {
          missing++;
          told.accept("missing file: " + named(version));
        }
      }
    }
    TreePath path = new TreePath(versions.getLast().assetPath());
    if (intact.isEmpty()) {
      lost++;
      told.accept("lost: " + path + " (" + id + "), none of its files is intact");
      return;
    }
    if (!dry) {
      try {
        path = made(id, path, intact).path();
      } catch (Problem refused) {
        lost++;
        told.accept("not made: " + path + " (" + id + "): " + refused.message());
        return;
      }
    }
    rescued++;
    told.accept((dry ? "would be rescued: " : "rescued: ") + path + " (" + id + ")");
  }

  private Asset made(String id, TreePath wanted, NavigableMap<Long, Blob> intact) {
    Blob newest = intact.lastEntry().getValue();
    EmbeddedFields.Found said = sources.embedded().of(newest.sha256());
    NewFile file = NewFile.read(newest, said.values(), said.known(), said.whole());
    ChangeStamp stamp = new ChangeStamp(Actor.SYSTEM.user(), ledger.now().toEpochMilli());
    return ledger.make(
        reads -> {
          FolderStore.Resolved free = FreeName.free(reads, wanted, true);
          AssetChange.Created created =
              rules.rescue(id, free.path(), file, intact.lastKey(), stamp);
          return new Draft<>(
              new AssetBatch(free.missing(), List.of(), List.of(created), List.of()), created.after());
        },
        (connection, asset) -> {
          PendingMetadata.note(connection, asset, file);
          for (Asset older : older(id, intact, stamp)) {
            VersionStore.put(connection, older);
          }
        });
  }

  /** The asset as far as is known of its older versions. */
  private static List<Asset> older(String id, NavigableMap<Long, Blob> intact, ChangeStamp stamp) {
    List<Asset> older = new ArrayList<>();
    intact
        .headMap(intact.lastKey())
        .forEach(
            (number, blob) ->
                older.add(
                    new Asset(
                        id,
                        1,
                        blob.sha256(),
                        Metadata.of(
                            Map.of(
                                "versionNumber",
                                number,
                                "fileSize",
                                blob.length(),
                                "assetFileModified",
                                stamp.at(),
                                "assetModifier",
                                stamp.user())))));
    return older;
  }

  private static String named(Entry version) {
    return version.assetPath()
        + " ("
        + version.id()
        + ", version "
        + version.version()
        + ", "
        + version.blob()
        + ")";
  }

  /**
   * What is left when the database is lost.
   *
   * @param embedded what files say about themselves
   */
  public record Sources(RescueRecords records, BlobStore blobs, EmbeddedFields embedded) {}
}
