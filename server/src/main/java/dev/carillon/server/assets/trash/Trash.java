package dev.carillon.server.assets.trash;

import dev.carillon.hooks.jdbc.LockOrder;
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
import dev.carillon.server.assets.folder.FolderTreeLock;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.http.PageIterator;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with assets in the trash. Each user sees there what the user could remove, as
 * {@link TrashedAsset.Access} says, and can restore it or delete it for good. Files go later, with
 * the next purge of files that nothing refers to.
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
  private static final int READ_AT_ONCE = 50;
  private static final long CHARS_AT_ONCE = 1 << 18;

  /** A transaction in which so many rows are deleted takes no more assets. */
  private static final int DELETED_AT_ONCE = 1_000;

  /** So many rows are looked at for one page, whether the user sees them or not. */
  private static final int LOOKED_AT_MAX = 10_000;

  /** A page of what a user sees, those that were removed last first. */
  public Page list(Filter filter, Position after, int limit, UserPermissions permissions) {
    List<String> ids = new ArrayList<>();
    Position last = after;
    for (int looked = 0; looked < LOOKED_AT_MAX; ) {
      Position from = last;
      List<Place> rows = ledger.read(c -> TrashStore.list(c, filter, from, AT_ONCE));
      for (Place row : rows) {
        if (ids.size() == limit) {
          return new Page(ids, last);
        }
        last = row.position();
        if (row.access().permits(permissions)) {
          ids.add(last.id());
        }
      }
      looked += rows.size();
      if (rows.size() < AT_ONCE) {
        return new Page(ids, null);
      }
    }
    return new Page(ids, last);
  }

  /** The assets of a page that are still there, read one after the other as they are asked for. */
  public Iterator<TrashedAsset> each(Page page) {
    return new PageIterator<>(page.ids(), READ_AT_ONCE, this::find);
  }

  private Optional<List<TrashedAsset>> find(List<String> ids) {
    return ledger
        .read(c -> TrashStore.find(c, ids, CHARS_AT_ONCE))
        .map(
            found ->
                found.stream().sorted(Comparator.comparingInt(a -> ids.indexOf(a.id()))).toList());
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
            ledger.write(
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
    if (delete(List.of(id)) == 0) {
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
      deleted += delete(page.ids());
      at = page.next();
    }
    return new Emptied(deleted, at != null);
  }

  /** Deletes all assets for good whose time is over; how many there were. */
  public int purge() {
    int purged = 0;
    List<String> due = due();
    while (!due.isEmpty()) {
      purged += delete(due);
      due = due();
    }
    return purged;
  }

  private List<String> due() {
    return ledger.read(c -> TrashStore.due(c, ledger.now(), AT_ONCE));
  }

  /** Few rows in each transaction; how many of the assets were still there. */
  private int delete(List<String> ids) {
    Actor actor = Actor.present();
    int deleted = 0;
    for (int done = 0; done < ids.size(); ) {
      List<String> rest = ids.subList(done, ids.size());
      Deleted some =
          changes.commit(
              reads ->
                  new PlannedChange<>(
                      List.of(),
                      LockOrder.PART_OF_STRUCTURE,
                      connection -> delete(connection, rest, actor)));
      done += some.looked();
      deleted += some.assets();
    }
    return deleted;
  }

  /** The first of them, until that are many rows: an asset can have a thousand comments. */
  private Deleted delete(Connection connection, List<String> ids, Actor actor) throws SQLException {
    FolderTreeLock.placing(connection); // folders that go write to the rows of many assets too
    TrashStore.lock(connection, ids);
    int looked = 0;
    int assets = 0;
    for (int rows = 0; looked < ids.size() && rows < DELETED_AT_ONCE; looked++) {
      String id = ids.get(looked);
      Optional<TrashedAsset> item = TrashStore.find(connection, id);
      int deleted = TrashStore.delete(connection, id);
      if (item.isPresent() && deleted > 0) {
        HistoryEntry.of(HistoryEntry.PURGE, item.get().asset(), actor, ledger.now(), Map.of())
            .append(connection);
        assets++;
      }
      rows += deleted;
    }
    return new Deleted(looked, assets);
  }

  /**
   * Some of the assets that a user sees.
   *
   * @param ids what {@link #each} reads
   * @param next behind which asset the next page begins; null where this is the last. Even a page
   *     without assets can have a next one, where the user does not see thousands in between
   */
  public record Page(List<String> ids, @Nullable Position next) {
    public Page {
      ids = List.copyOf(ids);
    }
  }

  private record Deleted(int looked, int assets) {}

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
