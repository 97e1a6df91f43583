package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.FolderTreeLock;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.database.StalePlanException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * The store of all changes of assets and folders, step ① of the flow: one transaction writes the
 * rows of a batch, its events, the history and the search index's log. A node's own index gets the
 * change before the caller gets its response; OpenSearch gets it a moment later, from that log. An
 * {@link AssetBatch} lists what is created, changed, moved and removed, and which folders stay
 * while their content moves ({@code following}): their permissions then apply at the target too.
 * Each {@link AssetChange} in it becomes one event, which shows the asset after the change, or its
 * last state before a removal ({@code shown}).
 *
 * <p>The {@link Actor} is whose call the present thread answers, else the server itself. {@link
 * FolderTreeLock} locks on PostgreSQL only: who changes folders is alone in the tree, who places
 * assets shares it with others who do. {@link PermissionSource} copies permissions to where a
 * folder moved, and forgets those of folders that are gone. {@code removed} are folders that are
 * deleted, each with an event; a moved folder has no event; {@code vacated} are places whose
 * content left.
 *
 * <p>{@link Assets#create} calls {@link #write}, in short, like this:
 *
 * <pre>{@code
 * ledger.write(
 *     reads -> {
 *       AssetChange.Created created = rules.create(id, path, file, edits, author);
 *       return new PlannedBatch<>(AssetBatch.of(List.of(created)), created.after());
 *     },
 *     (connection, asset) -> file.source().taken(connection));
 * }</pre>
 *
 * <p>The planner given to {@link #write} lets {@link AssetRules} decide what changes; it runs again
 * where the plan was stale. {@link AssetStore} and {@link FolderStore} write the rows, {@link
 * HistoryEntry} the history, {@link IndexLog} the log: from it OpenSearch is given every change,
 * and a node's own index what it lacks, as after a crash. A store throws {@link StalePlanException}
 * where a row is no longer as it was read; then {@link Changes} plans again. The snapshot in an
 * event ({@link AssetSnapshot}, {@link FolderSnapshot}) is what filters see and what payloads are
 * rendered from.
 */
public final class AssetLedger {

  private final Changes changes;

  /** Makes a payload's JSON of a snapshot; called when webhooks are matched, in step ③. */
  private final PayloadRenderer renderer;

  /** Gives changes to the search index, and knows the words of a file. */
  private final IndexUpdates indexer;

  private final InstantSource clock;

  /** Who may do what in which folder; it is told of folders that move or go. */
  private final PermissionSource permissions;

  /** Assets as they were just written, so that the next change of one need not read it. */
  private final RecentAssets recent;

  private volatile Runnable previewsWait = () -> {};

  /** For how many days removed assets stay in the trash; 0 = they are deleted at once. */
  private volatile IntSupplier trashDays = () -> 0;

  public AssetLedger(
      Changes changes,
      PayloadRenderer renderer,
      IndexUpdates indexer,
      InstantSource clock,
      PermissionSource permissions) {
    this.changes = changes;
    this.renderer = renderer;
    this.indexer = indexer;
    this.clock = clock;
    this.permissions = permissions;
    this.recent = new RecentAssets(changes.alone() ? RecentAssets.ASSETS_MAX : 0);
  }

  /** Sets what runs after a change if assets wait for previews. */
  public void onPreviewsWait(Runnable listener) {
    previewsWait = listener;
  }

  /** Keeps assets that are removed from now on in the trash for so many days; 0 = none is kept. */
  public void keepInTrash(IntSupplier days) {
    trashDays = days;
  }

  /** Runs work that only reads. */
  public <T> T read(DatabaseWork<T> work) {
    return changes.read(work);
  }

  /** An asset as it is in the database, without a read where it was just written. */
  public Optional<Asset> find(CommittedReads reads, String id) {
    return recent.find(id).or(() -> reads.read(c -> AssetStore.find(c, id)));
  }

  /** The time that a change made now happens at. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * Writes a batch, and its events, in one transaction.
   *
   * @param planner decides on the batch from what it reads; called again if another caller changed
   *     the rows
   * @return the result of the batch that was written
   */
  public <T> T write(Function<CommittedReads, PlannedBatch<T>> planner) {
    return write(planner, (connection, result) -> {});
  }

  /**
   * Writes a batch, and something else in the same transaction.
   *
   * @param extraWrite it is written before the batch and given the result
   */
  public <T> T write(Function<CommittedReads, PlannedBatch<T>> planner, ExtraWrite<T> extraWrite) {
    // from writes to close the asset is not in memory; after it, as committed, unless another
    // change of it is under way
    try (RecentAssets.Change cacheChange = recent.change()) {
      return changes
          .commit(
              reads -> plan(planner.apply(reads), extraWrite, cacheChange),
              written -> {
                updateMemory(written);
                written.changes().forEach(change -> committed(cacheChange, change));
              })
          .result();
    }
  }

  /** Keeps the asset for the next change, now that its row is durable. */
  private static void committed(RecentAssets.Change cacheChange, AssetChange change) {
    switch (change) {
      case AssetChange.Removed(Asset before) -> cacheChange.removed(before.id());
      case AssetChange.Created created -> cacheChange.committed(created.after());
      case AssetChange.Updated updated -> cacheChange.committed(updated.after());
      case AssetChange.Restored restored -> cacheChange.committed(restored.after());
    }
  }

  /** Tells the parts in memory of a change that is durable: permissions, the index, previews. */
  private void updateMemory(Written<?> written) {
    if (written.folders()) {
      permissions.refresh();
    }
    List<IndexLog.Entry> index = written.index().entries();
    indexer.apply(index);
    for (IndexLog.Entry entry : index) {
      if (entry instanceof IndexLog.Entry.Present(var _, Asset asset)
          && asset.previewIs(PreviewState.WAITING)) {
        previewsWait.run();
      }
    }
  }

  /** Turns a batch into its events and the work that writes its rows. */
  private <T> PlannedChange<Written<T>> plan(
      PlannedBatch<T> planned, ExtraWrite<T> extraWrite, RecentAssets.Change cacheChange) {
    AssetBatch batch = planned.batch();
    Instant now = now();
    List<Event> events = new ArrayList<>();
    batch
        .createdFolders()
        .forEach(folder -> events.add(folderEvent(EventTypes.FOLDER_CREATE, folder, now)));
    batch.assets().forEach(change -> events.add(assetEvent(change, now)));
    batch.removed().reversed().stream() // innermost first
        .map(folder -> folderEvent(EventTypes.FOLDER_REMOVE, folder, now))
        .forEach(events::add);
    Actor actor = Actor.present();
    TrashStore.Removal removal =
        new TrashStore.Removal(actor.user(), now, now.plus(Duration.ofDays(trashDays.getAsInt())));
    List<AssetStore.Prepared> rows =
        batch.assets().stream().map(change -> AssetStore.Prepared.of(change, removal)).toList();
    List<HistoryEntry> history =
        batch.assets().stream().map(change -> HistoryEntry.of(change, actor, now)).toList();
    return new PlannedChange<>(
        events,
        order(batch),
        connection -> {
          // now, so that nothing finds the old asset in memory once this is committed
          batch.assets().forEach(change -> cacheChange.writes(change.shown().id()));
          extraWrite.write(connection, planned.result());
          for (HistoryEntry entry : history) {
            entry.append(connection);
          }
          return new Written<>(
              planned.result(),
              writeRows(connection, batch, rows),
              batch.assets(),
              batch.changesFolders());
        });
  }

  /**
   * The order among the works of one transaction, so that two nodes cannot wait for each other.
   * {@code STRUCTURE} locks the tree ({@link FolderTreeLock}), {@code PART_OF_STRUCTURE} shares its
   * lock, {@code ROWS} takes no lock of it.
   */
  private static LockOrder order(AssetBatch batch) {
    if (batch.changesFolders()) {
      return LockOrder.STRUCTURE;
    }
    return entered(batch).isEmpty() ? LockOrder.ROWS : LockOrder.PART_OF_STRUCTURE;
  }

  /** Writes the rows: new folders first, then moves, then assets, then what is removed. */
  private IndexLog.Numbered writeRows(
      Connection connection, AssetBatch batch, List<AssetStore.Prepared> rows) throws SQLException {
    Set<TreePath> entered = entered(batch);
    if (batch.changesFolders()) {
      FolderTreeLock.changing(connection);
    } else if (!entered.isEmpty()) {
      FolderTreeLock.placing(connection);
    }
    for (Folder folder : batch.createdFolders()) {
      FolderStore.require(connection, folder.path().parent());
      FolderStore.insert(connection, folder);
    }
    for (AssetBatch.FolderMove move : batch.moved()) {
      if (AssetStore.countWithin(connection, move.folder().path()) != move.assetsInside()) {
        // an asset came into or left this folder meanwhile: all inside must move along
        throw new StalePlanException();
      }
      FolderStore.relocate(connection, move.folder(), move.to());
      permissions.moved(connection, move.folder().path(), move.to());
    }
    for (AssetBatch.Following following : batch.following()) {
      permissions.moved(connection, following.from(), following.to());
    }
    for (TreePath folder : entered) {
      FolderStore.require(connection, folder);
    }
    for (AssetStore.Prepared row : rows) {
      AssetStore.write(connection, row);
    }
    for (Folder folder : batch.removed().reversed()) {
      FolderStore.delete(connection, folder);
      forgetPermissions(connection, folder.path());
    }
    for (AssetBatch.FolderMove move : batch.moved()) {
      TreePath from = move.folder().path();
      if (AssetStore.countWithin(connection, from) == 0) {
        forgetPermissions(connection, from);
      }
    }
    for (TreePath place : batch.vacated()) {
      forgetPermissions(connection, place);
    }
    return IndexLog.append(connection, batch.assets());
  }

  /**
   * Forgets the permissions at and inside a place, also for assets in the trash. What belongs to a
   * place that still has a folder or an asset is kept, so this may be called for any place.
   */
  private void forgetPermissions(Connection connection, TreePath folder) throws SQLException {
    permissions.left(connection, folder);
    TrashStore.folderLeft(connection, folder);
  }

  /** The folders that assets come into: they must still be there. */
  private static Set<TreePath> entered(AssetBatch batch) {
    Set<TreePath> folders = new LinkedHashSet<>();
    for (AssetChange change : batch.assets()) {
      switch (change) {
        case AssetChange.Created created -> folders.add(created.after().path().parent());
        case AssetChange.Restored restored -> folders.add(restored.after().path().parent());
        case AssetChange.Updated updated -> {
          TreePath after = updated.after().path();
          if (!after.equals(updated.before().path())) {
            folders.add(after.parent());
          }
        }
        case AssetChange.Removed removed -> {
          // leaves a folder, enters none
        }
      }
    }
    return folders;
  }

  private Event assetEvent(AssetChange change, Instant now) {
    Asset shown = change.shown();
    return Event.of(
        change.type(),
        shown.id(),
        now,
        new AssetSnapshot(
            shown.id(),
            shown.metadata(),
            change.changed(),
            change.folders(), // where it is, then where it was: filters by folder see both
            indexer.text(shown),
            renderer,
            change.untold(), // changed, but not in the payload: a promoted version lists no field
            "")); // filterChange, which a webhook's filter fills in later
  }

  /** An asset as an event shows it that is about no change of it. */
  public AssetSnapshot unchanged(Asset asset) {
    return new AssetSnapshot(
        asset.id(),
        asset.metadata(),
        Map.of(),
        Set.of(asset.path().parent().text()),
        indexer.text(asset),
        renderer);
  }

  private Event folderEvent(EventType type, Folder folder, Instant now) {
    return Event.of(
        type,
        folder.id(),
        now,
        new FolderSnapshot(folder.id(), folder.path().text(), folder.metadata(), renderer));
  }

  /**
   * A batch and what the caller wants to know once it is written.
   *
   * @param <T> what the caller wants to know
   */
  public record PlannedBatch<T>(AssetBatch batch, T result) {}

  /**
   * Writes something else in the transaction of a batch.
   *
   * @param <T> what the caller wants to know of the batch
   */
  @FunctionalInterface
  public interface ExtraWrite<T> {
    /** Writes it. */
    void write(Connection connection, T result) throws SQLException;
  }

  private record Written<T>(
      T result, IndexLog.Numbered index, List<AssetChange> changes, boolean folders) {
    Written {
      changes = List.copyOf(changes);
    }
  }
}
