package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.AssetLedger.PlannedBatch;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.PageIterator;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.jobs.JobRunner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What can be done with single assets. Each change and its events are one transaction. */
public record Assets(
    AssetLedger ledger,
    AssetRules rules,
    VersionRecords records,
    PermissionSource permissionSource) {

  /** The name of the error where a place is taken. */
  public static final String PATH_EXISTS = "PathAlreadyExistsException";

  /** At most so many assets are changed in one transaction. */
  public static final int BATCH_MAX = JobRunner.BATCH_MAX;

  /** So many are in memory while they are shown one after the other, unless they are large. */
  private static final int PAGE = 50;

  private static final long PAGE_CHARS_MAX = 1 << 18;

  /** About what an id takes that is kept until its asset is shown. */
  public static final long ID_BYTES = 80;

  /**
   * One asset.
   *
   * @throws Problem 404
   */
  public Asset get(String id) {
    return ledger.find(ledger::read, id).orElseThrow(() -> unknown(id));
  }

  /** The assets with these ids, as far as they are there, in this order. */
  public List<Asset> list(List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Asset> found =
        ledger.read(
            c -> {
              List<Asset> all = new ArrayList<>();
              for (int from = 0; from < ids.size(); from += BATCH_MAX) {
                all.addAll(
                    AssetStore.find(c, ids.subList(from, Math.min(from + BATCH_MAX, ids.size()))));
              }
              return all.stream().collect(Collectors.toMap(Asset::id, asset -> asset));
            });
    return ids.stream().flatMap(id -> Optional.ofNullable(found.get(id)).stream()).toList();
  }

  /** The asset at a place, however its letters are cased. */
  public Optional<Asset> at(TreePath path) {
    return ledger.read(c -> AssetStore.at(c, path));
  }

  /** The assets with these ids one after the other, read page by page as they are asked for. */
  public Iterator<Asset> each(List<String> ids) {
    return new PageIterator<>(ids, PAGE, this::page);
  }

  private Optional<List<Asset>> page(List<String> ids) {
    return ledger
        .read(c -> AssetStore.find(c, ids, PAGE_CHARS_MAX))
        .map(
            found -> {
              Map<String, Asset> byId =
                  found.stream().collect(Collectors.toMap(Asset::id, asset -> asset));
              return ids.stream()
                  .flatMap(id -> Optional.ofNullable(byId.get(id)).stream())
                  .toList();
            });
  }

  /** The ids of assets inside a folder that this user sees, at any depth, by path; so many. */
  public List<String> within(TreePath folder, int limit, UserPermissions permissions) {
    return ledger
        .read(c -> AssetStore.inside(c, folder, limit, place -> permissions.sees(place.parent())))
        .seen();
  }

  /**
   * Makes an asset, and the folders it needs.
   *
   * @param rename whether it gets another name where that one is taken
   * @throws Problem 409 where the place is taken, 404 or 403 where the user may not create there
   */
  public Asset create(TreePath path, boolean rename, NewFile file, FieldEdits edits, String user) {
    String id = Ids.random();
    permissionSource.of(user).requirePlace(path);
    return records.during(
        id,
        record ->
            ledger.write(
                reads -> {
                  FolderStore.Resolved free = FreeName.free(reads, path, rename);
                  AssetChange.Created created =
                      rules.create(id, free.path(), file, edits, stamp(user));
                  record.accept(created.after());
                  return new PlannedBatch<>(
                      new AssetBatch(free.missing(), List.of(), List.of(created), List.of()),
                      created.after());
                },
                (connection, asset) -> {
                  file.source().taken(connection);
                  PendingMetadata.note(connection, asset, file, edits, false);
                }));
  }

  /**
   * Changes an asset's place, values and file.
   *
   * @throws Problem 404 where there is none, 403 where the user may not do this with it, 409 where
   *     somebody else has it checked out or its new place is taken
   */
  public Asset update(String id, AssetUpdate update, String user) {
    UserPermissions permissions = permissionSource.of(user);
    return records.during(
        id,
        record ->
            ledger.write(
                reads -> {
                  Asset asset =
                      AssetPermissions.require(
                          permissions,
                          ledger.find(reads, id).orElseThrow(() -> unknown(id)),
                          Permission.VIEW);
                  requirePermissions(permissions, asset, update);
                  requireNotCheckedOut(asset, user);
                  return updated(reads, asset, update, stamp(user), record);
                },
                (connection, asset) -> {
                  if (update.file() instanceof AssetUpdate.File.New(var file, var options)) {
                    file.source().taken(connection);
                    PendingMetadata.note(
                        connection, asset, file, update.edits(), options.keepMetadata());
                  }
                }));
  }

  /**
   * Refuses what a change of an asset's values would be refused for.
   *
   * @throws Problem 404 where there is none, 403 where the user may not edit it, 409 where somebody
   *     else has it checked out
   */
  public void requireEditable(String id, String user) {
    requireNotCheckedOut(
        AssetPermissions.require(permissionSource.of(user), get(id), Permission.EDIT_METADATA),
        user);
  }

  /**
   * Refuses a place that is taken.
   *
   * @param rename whether another name may be taken
   * @throws Problem 409
   */
  public void requireFree(TreePath path, boolean rename) {
    if (!rename && ledger.read(c -> AssetStore.taken(c, path))) {
      throw alreadyExists(path);
    }
  }

  /** An update needs EDIT_METADATA for fields, EDIT for a file, RENAME or MOVE for a place. */
  private static void requirePermissions(
      UserPermissions permissions, Asset asset, AssetUpdate update) {
    if (!update.edits().byField().isEmpty()) {
      AssetPermissions.require(permissions, asset, Permission.EDIT_METADATA);
    }
    if (update.file() instanceof AssetUpdate.File.New) {
      AssetPermissions.require(permissions, asset, Permission.EDIT);
    }
    TreePath target = update.place().of(asset);
    if (!target.equals(asset.path())) {
      permitPlace(permissions, asset, target);
    }
  }

  /**
   * Requires the permission to rename an asset, or to move it to another folder.
   *
   * @throws Problem if the user lacks it
   */
  public static void permitPlace(UserPermissions permissions, Asset asset, TreePath target) {
    boolean renamed = target.parent().same(asset.path().parent());
    AssetPermissions.require(permissions, asset, renamed ? Permission.RENAME : Permission.MOVE);
    if (!renamed) {
      permissions.requirePlace(target);
    }
  }

  private PlannedBatch<Asset> updated(
      CommittedReads reads,
      Asset asset,
      AssetUpdate update,
      ChangeStamp stamp,
      Consumer<Asset> record) {
    List<AssetChange> changes = new ArrayList<>();
    List<Folder> made = new ArrayList<>();
    Asset current = asset;
    TreePath target = update.place().of(asset);
    if (!target.equals(asset.path())) {
      FolderStore.Resolved free =
          target.same(asset.path())
              ? FreeName.respelt(reads, target)
              : FreeName.free(reads, target, update.autoRename());
      Optional<AssetChange.Updated> placed =
          rules.place(asset, free.path(), AssetRules.moveType(asset.path(), free.path()), stamp);
      if (placed.isPresent()) {
        made.addAll(free.missing());
        changes.add(placed.get());
        current = placed.get().after();
      }
    }
    Optional<AssetChange.Updated> edited =
        switch (update.file()) {
          case AssetUpdate.File.Kept() -> rules.edit(current, update.edits(), stamp);
          case AssetUpdate.File.New(NewFile file, AssetRules.CheckIn options) -> {
            AssetChange.Updated checkedIn =
                rules.checkIn(current, file, update.edits(), options, stamp);
            record.accept(checkedIn.after());
            yield Optional.of(checkedIn);
          }
        };
    edited.ifPresent(changes::add);
    Asset after = edited.map(AssetChange.Updated::after).orElse(current);
    return new PlannedBatch<>(new AssetBatch(made, List.of(), changes, List.of()), after);
  }

  /**
   * Sets fields that the server keeps, where the asset still has this file and waits for its
   * preview, and does something else in the same transaction.
   *
   * @param found what the file says, for fields that have no value, if it could not be read before
   * @param still whether the asset, as it is now, is to be changed; may be asked more than once
   * @param extraWrite it gets whether the change is made
   * @return whether it was done
   */
  public boolean derive(
      Asset of,
      Map<String, Object> values,
      Map<String, Object> found,
      Predicate<CommittedReads> still,
      AssetLedger.ExtraWrite<Boolean> extraWrite) {
    return ledger.write(
        reads -> {
          Optional<Asset> asset =
              ledger
                  .find(reads, of.id())
                  .filter(a -> a.blob().equals(of.blob()) && a.previewIs(PreviewState.WAITING))
                  .filter(_ -> still.test(reads));
          return new PlannedBatch<>(
              AssetBatch.of(asset.flatMap(a -> derived(reads, a, values, found)).stream().toList()),
              asset.isPresent());
        },
        extraWrite);
  }

  private Optional<AssetChange.Updated> derived(
      CommittedReads reads, Asset asset, Map<String, Object> values, Map<String, Object> found) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!found.isEmpty()) {
      all.putAll(
          PendingMetadata.given(
              found, asset, reads.read(c -> PreviewQueueRows.unread(c, asset.id()))));
    }
    all.putAll(values);
    return rules.derive(asset, all);
  }

  /**
   * Checks an asset out. Nothing changes where the user has it already.
   *
   * @throws Problem 404 where there is none, 409 where somebody else has it
   */
  public Asset checkOut(String id, String client, String user) {
    UserPermissions permissions = permissionSource.of(user);
    return ledger.write(
        reads -> {
          Asset asset = changeable(reads, id, permissions, Permission.EDIT);
          return asset.checkedOut()
              ? new PlannedBatch<>(AssetBatch.of(List.of()), asset)
              : planned(asset, rules.checkOut(asset, client, stamp(user)));
        });
  }

  /**
   * Ends a check-out without a new file. Nothing changes where it is not checked out.
   *
   * @throws Problem 404 where there is none, 409 where somebody else has it and the caller is no
   *     super user
   */
  public Asset undoCheckOut(String id, Caller caller) {
    UserPermissions permissions = permissionSource.of(caller.username());
    return ledger.write(
        reads -> {
          Asset asset =
              caller.superUser()
                  ? existing(reads, id, permissions, Permission.EDIT)
                  : changeable(reads, id, permissions, Permission.EDIT);
          return planned(asset, rules.undoCheckOut(asset));
        });
  }

  private static PlannedBatch<Asset> planned(Asset asset, Optional<AssetChange.Updated> change) {
    return new PlannedBatch<>(
        AssetBatch.of(change.stream().toList()),
        change.map(AssetChange.Updated::after).orElse(asset));
  }

  private static Asset existing(
      CommittedReads reads, String id, UserPermissions permissions, Permission permission) {
    Asset asset = reads.read(c -> AssetStore.find(c, id)).orElseThrow(() -> unknown(id));
    return AssetPermissions.require(permissions, asset, permission);
  }

  /**
   * An asset that this user may change now, in a way that needs this permission.
   *
   * @throws Problem 404 where there is none, 403 where the permission is missing, 409 where
   *     somebody else has it checked out
   */
  public static Asset changeable(
      CommittedReads reads, String id, UserPermissions permissions, Permission permission) {
    return requireNotCheckedOut(
        existing(reads, id, permissions, permission), permissions.username());
  }

  private static Asset requireNotCheckedOut(Asset asset, String user) {
    if (asset.checkedOutByOther(user)) {
      throw Problem.conflict(
          "'"
              + asset.path()
              + "' is checked out by '"
              + asset.metadata().text("checkedOutBy")
              + "'");
    }
    return asset;
  }

  /** The answer where a place is taken. */
  public static Problem alreadyExists(TreePath path) {
    return new Problem(409, PATH_EXISTS, "'" + path + "' already exists");
  }

  private static Problem unknown(String id) {
    return Problem.notFound("asset", id);
  }

  private ChangeStamp stamp(String user) {
    return new ChangeStamp(user, ledger.now().toEpochMilli());
  }
}
