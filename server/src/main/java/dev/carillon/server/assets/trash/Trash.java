package dev.carillon.server.assets.trash;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetBatch;
import dev.carillon.server.assets.asset.AssetChange;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.FreeName;
import dev.carillon.server.assets.asset.HistoryEntry;
import dev.carillon.server.assets.asset.TrashStore;
import dev.carillon.server.assets.asset.TrashStore.Filter;
import dev.carillon.server.assets.asset.TrashStore.Place;
import dev.carillon.server.assets.asset.TrashStore.Position;
import dev.carillon.server.assets.asset.TrashedAsset;
import dev.carillon.server.assets.asset.VersionRecords;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with assets in the trash. Each user sees there what the user could remove, as
 * {@link TrashedAsset.Access} says, and can restore it or delete it for good. Files go later, with
 * the next sweep of files that nothing refers to.
 *
 * @param days for how many days an asset that is removed now is kept; 0 = not at all
 */
public record Trash(
    Changes changes,
    AssetLedger ledger,
    AssetRules rules,
    VersionRecords records,
    IntSupplier days) {

  /** At most so many are deleted by one call. */
  public static final int DELETED_MAX = 10_000;

  private static final int AT_ONCE = 100;

  /** So many rows are looked at for one page, whether the user sees them or not. */
  private static final int LOOKED_AT_MAX = 10_000;

  /** A page of what a user sees, those that were removed last first. */
  public Page list(Filter filter, Position after, int limit, UserPermissions permissions) {
    Places places = places(filter, after, limit, permissions);
    List<TrashedAsset> items = new ArrayList<>();
    for (int from = 0; from < places.ids().size(); from += AT_ONCE) {
      List<String> ids = places.ids().subList(from, Math.min(from + AT_ONCE, places.ids().size()));
      Map<String, TrashedAsset> found =
          ledger.read(c -> TrashStore.find(c, ids)).stream()
              .collect(Collectors.toMap(TrashedAsset::id, item -> item));
      ids.stream()
          .map(found::get)
          .flatMap(item -> Optional.ofNullable(item).stream())
          .forEach(items::add);
    }
    return new Page(items, places.next());
  }

  private Places places(Filter filter, Position after, int limit, UserPermissions permissions) {
    List<String> ids = new ArrayList<>();
    Position last = after;
    for (int looked = 0; looked < LOOKED_AT_MAX; ) {
      Position from = last;
      List<Place> rows = ledger.read(c -> TrashStore.list(c, filter, from, AT_ONCE));
      for (Place row : rows) {
        if (ids.size() == limit) {
          return new Places(ids, last);
        }
        last = row.position();
        if (row.access().permits(permissions)) {
          ids.add(last.id());
        }
      }
      looked += rows.size();
      if (rows.size() < AT_ONCE) {
        return new Places(ids, null);
      }
    }
    return new Places(ids, last);
  }

  /** How much is in the trash, for a user who sees all of it. */
  public Optional<TrashStore.Totals> totals(UserPermissions permissions) {
    return permissions.everything()
        ? Optional.of(ledger.read(TrashStore::totals))
        : Optional.empty();
  }

  /**
   * One asset.
   *
   * @throws Problem 404 where the user sees none with this id in the trash
   */
  public TrashedAsset get(String id, UserPermissions permissions) {
    return get(ledger::read, id, permissions);
  }

  private static TrashedAsset get(CommittedReads reads, String id, UserPermissions permissions) {
    return reads
        .read(c -> TrashStore.find(c, id))
        .filter(item -> item.visibleTo(permissions))
        .orElseThrow(() -> Problem.notFound("asset in the trash", id));
  }

  /**
   * Restores an asset at the place where it was, and makes the folders that are not there any more.
   *
   * @param rename whether it gets another name where that one is taken
   * @throws Problem 404 where the user sees none with this id in the trash, 404 or 403 where the
   *     user may not create assets at its place, 409 where the place is taken
   */
  public Asset restore(String id, boolean rename, UserPermissions permissions) {
    TreePath place = get(id, permissions).asset().path();
    return records.restoring(
        id,
        place.text(),
        () ->
            ledger.make(
                reads -> {
                  Asset removed = get(reads, id, permissions).asset();
                  permissions.requirePlace(removed.path());
                  FolderStore.Resolved free = FreeName.free(reads, removed.path(), rename);
                  AssetChange.Restored restored = rules.restore(removed, free.path());
                  return new PlannedBatch<>(
                      new AssetBatch(free.missing(), List.of(), List.of(restored), List.of()),
                      restored.after());
                }));
  }

  /**
   * Restores assets one after the other, each in a transaction of its own.
   *
   * @param rename whether they get other names where theirs are taken
   */
  public Outcome restore(Collection<String> ids, boolean rename, UserPermissions permissions) {
    List<Restored> restored = new ArrayList<>();
    List<Failed> failed = new ArrayList<>();
    for (String id : ids) {
      try {
        restored.add(new Restored(id, restore(id, rename, permissions).path().text()));
      } catch (Problem refused) {
        failed.add(new Failed(id, refused.status(), refused.name(), refused.message()));
      }
    }
    return new Outcome(restored, failed);
  }

  /**
   * Deletes one asset for good.
   *
   * @return what it was
   * @throws Problem 404 where the user sees none with this id in the trash
   */
  public TrashedAsset delete(String id, UserPermissions permissions) {
    TrashedAsset item = get(id, permissions);
    if (delete(List.of(item)) == 0) {
      throw Problem.notFound("asset in the trash", id);
    }
    return item;
  }

  /**
   * Deletes all assets for good that the user sees and the filter finds, at most {@link
   * #DELETED_MAX}.
   */
  public Emptied empty(Filter filter, UserPermissions permissions) {
    int deleted = 0;
    @Nullable Position at = Position.FIRST;
    while (at != null && deleted < DELETED_MAX) {
      Page page = list(filter, at, AT_ONCE, permissions);
      deleted += delete(page.items());
      at = page.next();
    }
    return new Emptied(deleted, at != null);
  }

  /** Deletes all assets for good whose time is over; how many there were. */
  public int purge() {
    int purged = 0;
    List<TrashedAsset> due = due();
    while (!due.isEmpty()) {
      purged += delete(due);
      due = due();
    }
    return purged;
  }

  private List<TrashedAsset> due() {
    return ledger.read(c -> TrashStore.due(c, ledger.now(), AT_ONCE));
  }

  /** In one transaction; how many of them were still there. */
  private int delete(List<TrashedAsset> items) {
    Actor actor = Actor.present();
    // in one order everywhere, so that two that delete cannot wait for each other
    List<TrashedAsset> sorted =
        items.stream().sorted(Comparator.comparing(TrashedAsset::id)).toList();
    return changes.write(
        connection -> {
          int deleted = 0;
          for (TrashedAsset item : sorted) {
            if (TrashStore.delete(connection, item.id())) {
              HistoryEntry.of(HistoryEntry.PURGE, item.asset(), actor, ledger.now(), Map.of())
                  .append(connection);
              deleted++;
            }
          }
          return deleted;
        });
  }

  /**
   * Some of the assets that a user sees.
   *
   * @param next behind which asset the next page begins; null where this is the last. Even a page
   *     without assets can have a next one, where the user does not see thousands in between
   */
  public record Page(List<TrashedAsset> items, @Nullable Position next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  private record Places(List<String> ids, @Nullable Position next) {}

  /** An asset that was restored, and where it is now. */
  public record Restored(String id, String assetPath) {}

  /**
   * An asset that was not restored.
   *
   * @param status as of an HTTP response
   * @param name the error's name
   */
  public record Failed(String id, int status, String name, String message) {}

  /** What became of assets that were to be restored. */
  public record Outcome(List<Restored> restored, List<Failed> failed) {
    public Outcome {
      restored = List.copyOf(restored);
      failed = List.copyOf(failed);
    }
  }

  /** What {@link #empty} did. */
  public record Emptied(int deleted, boolean more) {}
}
