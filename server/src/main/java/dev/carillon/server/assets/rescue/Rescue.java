package dev.carillon.server.assets.rescue;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.asset.PendingMetadata;
import dev.carillon.server.assets.asset.TrashStore;
import dev.carillon.server.assets.asset.VersionStore;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.file.RescueRecords.Entry;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
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
 * places where their last files came in, each in a transaction of its own. What is there already,
 * or in the trash, is left alone, so that it can be run again.
 */
public final class Rescue {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final AssetLedger ledger;
  private final AssetRules rules;
  private final Assets assets;
  private final Sources sources;
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
    for (String removed : inTrash(List.copyOf(byAsset.keySet()))) {
      byAsset.remove(removed);
      there++;
    }
    byAsset.forEach((id, versions) -> one(id, versions, dry));
  }

  private List<String> inTrash(List<String> ids) {
    List<String> found = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += Assets.BATCH_MAX) {
      List<String> some = ids.subList(from, Math.min(from + Assets.BATCH_MAX, ids.size()));
      found.addAll(ledger.read(c -> TrashStore.accesses(c, some).keySet()));
    }
    return found;
  }

  private void one(String id, List<Entry> versions, boolean dry) {
    NavigableMap<Long, Blob> intact = new TreeMap<>();
    versions.sort(Comparator.comparingLong(Entry::version));
    for (Entry version : versions) {
      switch (find(version.blob())) {
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

  /** Whether a file of the store is what its name says: reads all of it. */
  private Found find(String sha256) {
    try (InputStream in = sources.blobs().file(sha256).open()) {
      MessageDigest sha = Digests.sha256();
      MessageDigest md5 = Digests.md5();
      byte[] buffer = new byte[BUFFER_BYTES];
      long length = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
        md5.update(buffer, 0, read);
        length += read;
      }
      return Digests.hex(sha).equals(sha256)
          ? new Found.Intact(new Blob(sha256, Digests.hex(md5), length))
          : new Found.Damaged();
    } catch (NoSuchFileException missing) {
      return new Found.Missing();
    } catch (FileStoreTrouble trouble) {
      if (trouble.damaged()) {
        return new Found.Damaged();
      }
      throw new UncheckedIOException(trouble);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the file " + sha256, unreadable);
    }
  }

  private Asset made(String id, TreePath wanted, NavigableMap<Long, Blob> intact) {
    Blob newest = intact.lastEntry().getValue();
    EmbeddedFields.Found said = sources.embedded().of(newest.sha256());
    NewFile file = NewFile.read(newest, said.values(), said.known(), said.whole());
    ChangeStamp stamp = new ChangeStamp(Actor.SYSTEM.user(), ledger.now().toEpochMilli());
    return ledger.write(
        reads -> {
          FolderStore.Resolved free = FreeName.free(reads, wanted, true);
          AssetChange.Created created =
              rules.rescue(id, free.path(), file, intact.lastKey(), stamp);
          return new PlannedBatch<>(
              new AssetBatch(free.missing(), List.of(), List.of(created), List.of()),
              created.after());
        },
        (connection, asset) -> {
          PendingMetadata.note(connection, asset, file, FieldEdits.NONE, false);
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

  /** What became of a file. */
  private sealed interface Found {

    /** It is what it was. */
    record Intact(Blob blob) implements Found {}

    /** It is something else. */
    record Damaged() implements Found {}

    /** It is not there. */
    record Missing() implements Found {}
  }
}
