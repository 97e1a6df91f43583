package dev.carillon.server.assets.history;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetVersion;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.ChangeStamp;
import dev.carillon.server.assets.asset.HistoryEntry;
import dev.carillon.server.assets.asset.VersionRecords;
import dev.carillon.server.assets.asset.VersionStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.SeenFolders;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.PageIterator;
import dev.carillon.server.platform.http.Problem;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What can be done with the versions of an asset. */
public record Versions(
    Changes changes,
    AssetLedger ledger,
    AssetRules rules,
    RescueRecords rescue,
    VersionRecords records,
    PermissionSource permissionSource) {

  private static final int READ_AT_ONCE = 10;

  /** A page of an asset's versions, newest first, and how many there are in all. */
  Page list(Asset asset, int start, int num) {
    return ledger.read(
        c ->
            new Page(
                VersionStore.numbers(c, asset.id(), start, num),
                VersionStore.count(c, asset.id())));
  }

  /** The versions of a page, read one after the other as they are asked for. */
  Iterator<Placed> each(Asset asset, Page page, Supplier<UserPermissions> permissions) {
    return PageIterator.of(
        page.numbers(), READ_AT_ONCE, numbers -> placed(asset, numbers, permissions.get()));
  }

  private List<Placed> placed(Asset asset, List<Long> numbers, UserPermissions permissions) {
    return ledger.read(
        c -> {
          List<AssetVersion> found =
              VersionStore.find(c, asset.id(), numbers).stream()
                  .sorted(Comparator.comparingLong(AssetVersion::number).reversed())
                  .map(version -> version.orAs(asset))
                  .toList();
          List<TreePath> places = found.stream().map(version -> version.asset().path()).toList();
          SeenFolders folders = SeenFolders.of(c, permissions, places);
          return found.stream().map(version -> new Placed(version, folders)).toList();
        });
  }

  /**
   * One version.
   *
   * @throws Problem 404
   */
  AssetVersion get(Asset asset, long number) {
    return ledger
        .read(c -> VersionStore.find(c, asset.id(), number))
        .orElseThrow(() -> unknown(number))
        .orAs(asset);
  }

  /**
   * Makes an old version the newest one: its file and its metadata come back under a new number.
   *
   * @throws Problem 404 where there is no such asset or version, 400 where it is the newest
   *     already, 409 where another user has the asset checked out
   */
  void promote(String id, long number, String user) {
    UserPermissions permissions = permissionSource.of(user);
    records.during(
        id,
        record ->
            ledger.write(
                reads -> {
                  Asset asset = Assets.changeable(reads, id, permissions, Permission.EDIT);
                  AssetPermissions.require(permissions, asset, Permission.EDIT_METADATA);
                  AssetVersion version = old(reads, asset, number);
                  AssetChange.Updated promoted =
                      rules.promote(
                          asset, version, new ChangeStamp(user, ledger.now().toEpochMilli()));
                  record.accept(promoted.after());
                  return new PlannedBatch<>(AssetBatch.of(List.of(promoted)), promoted.after());
                }));
  }

  /**
   * Removes an old version.
   *
   * @throws Problem 404 where there is no such asset or version, 400 where it is the newest, 409
   *     where another user has the asset checked out
   */
  void delete(String id, long number, String user) {
    UserPermissions permissions = permissionSource.of(user);
    changes.<Long>commit(
        reads -> {
          Asset asset = Assets.changeable(reads, id, permissions, Permission.DELETE);
          old(reads, asset, number);
          HistoryEntry usage =
              HistoryEntry.of(
                  HistoryEntry.REMOVE_VERSION,
                  asset,
                  Actor.present(),
                  ledger.now(),
                  Map.of("version", number));
          return PlannedChange.silent(
              connection -> {
                if (!VersionStore.delete(connection, id, number)) {
                  throw new StalePlanException();
                }
                usage.append(connection);
                return number;
              });
        },
        done -> rescue.forget(id, done));
  }

  private static AssetVersion old(CommittedReads reads, Asset asset, long number) {
    AssetVersion version =
        reads
            .read(c -> VersionStore.find(c, asset.id(), number))
            .orElseThrow(() -> unknown(number));
    if (number == asset.version()) {
      throw Problem.badField("version", String.valueOf(number), "an older one than the newest");
    }
    return version;
  }

  private static Problem unknown(long number) {
    return Problem.notFound("version", String.valueOf(number));
  }

  /**
   * A version of a page.
   *
   * @param folders which folders the caller sees of those that the page's versions were in
   */
  record Placed(AssetVersion version, SeenFolders folders) {}

  /**
   * A page of versions.
   *
   * @param numbers which, the newest first
   * @param total how many there are in all
   */
  record Page(List<Long> numbers, long total) {
    Page {
      numbers = List.copyOf(numbers);
    }
  }
}
