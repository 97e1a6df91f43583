package dev.carillon.server.assets.folder;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.http.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What can be done with folders alone. */
public record Folders(Changes changes, PayloadRenderer renderer, InstantSource clock) {

  /**
   * Makes a folder and those above it that are missing, each with an event of its own.
   *
   * @param permissions what the user may do who makes it
   * @return the folders that were made, outermost first; empty where all were there already
   * @throws Problem 404 or 403 where the user may not make it, 409 where an asset is in the way
   */
  public List<Folder> create(TreePath path, UserPermissions permissions) {
    if (!permissions.passes(path)) {
      throw UserPermissions.noPlace(path);
    }
    if (changes.read(c -> FolderStore.find(c, path)).isPresent()) {
      return List.of();
    }
    permissions.requirePlace(path);
    return changes.make(reads -> plan(missing(reads, path)));
  }

  /**
   * Makes a folder with fields, and those above it that are missing.
   *
   * @param permissions what the user may do who makes it
   * @throws Problem 404 or 403 where the user may not make it, 409 where it is there already, or an
   *     asset is in the way
   */
  public Folder create(TreePath path, FieldEdits edits, UserPermissions permissions) {
    permissions.requirePlace(path);
    List<Folder> made =
        changes.make(
            reads -> {
              List<Folder> missing = missing(reads, path);
              if (missing.isEmpty()) {
                throw alreadyExists(path);
              }
              Folder last = missing.getLast();
              List<Folder> all = new ArrayList<>(missing.subList(0, missing.size() - 1));
              all.add(new Folder(last.id(), last.path(), edits.applyTo(last.metadata())));
              return plan(all);
            });
    return made.getLast();
  }

  /**
   * One folder.
   *
   * @throws Problem 404
   */
  public Folder get(String id) {
    return changes.read(c -> FolderStore.find(c, id)).orElseThrow(() -> unknown(id));
  }

  /**
   * The folder at a place.
   *
   * @throws Problem 404
   */
  public Folder at(TreePath path) {
    return changes.read(c -> FolderStore.find(c, path)).orElseThrow(() -> unknown(path.text()));
  }

  /** The folders directly in a folder that a user may know of, by path. */
  public Page children(TreePath parent, int from, int size, UserPermissions permissions) {
    return changes.read(c -> FolderPages.children(parent).page(c, from, size, permissions));
  }

  /** The folders whose paths hold all these words and that a user may know of, by path. */
  public Page search(String text, int from, int size, UserPermissions permissions) {
    return changes.read(c -> FolderPages.search(text).page(c, from, size, permissions));
  }

  /**
   * Changes a folder's fields. That makes no event.
   *
   * @throws Problem 404 where the user does not see it, 403 where he may not edit it
   */
  public Folder update(String id, FieldEdits edits, UserPermissions permissions) {
    return changes.make(
        reads -> {
          Folder before = reads.read(c -> FolderStore.find(c, id)).orElseThrow(() -> unknown(id));
          requireEditable(before, permissions);
          Folder after = new Folder(id, before.path(), edits.applyTo(before.metadata()));
          return PlannedChange.silent(
              connection -> {
                FolderStore.describe(connection, before, after);
                return after;
              });
        });
  }

  /**
   * Refuses what a change of a folder's fields would be refused for.
   *
   * @throws Problem as {@link #update}
   */
  public void requireEditable(String id, UserPermissions permissions) {
    requireEditable(get(id), permissions);
  }

  private static void requireEditable(Folder folder, UserPermissions permissions) {
    if (!permissions.sees(folder.path())) {
      throw unknown(folder.id());
    }
    permissions.require(folder.path(), Permission.EDIT_METADATA);
  }

  /**
   * Refuses a place where a folder is, or an asset is in the way.
   *
   * @throws Problem 409
   */
  public void requireNone(TreePath path) {
    if (changes.read(c -> FolderStore.find(c, path)).isPresent()) {
      throw alreadyExists(path);
    }
    missing(changes::read, path);
  }

  private static Problem alreadyExists(TreePath path) {
    return new Problem(409, "PathAlreadyExistsException", "'" + path + "' already exists");
  }

  private static Problem unknown(String which) {
    return Problem.notFound("folder", which);
  }

  private static List<Folder> missing(CommittedReads reads, TreePath path) {
    List<Folder> missing = reads.read(c -> FolderStore.resolve(c, path)).missing();
    for (Folder folder : missing) {
      if (reads.read(
          c -> Sql.any(c, "select 1 from assets where path_key = ?", folder.path().key()))) {
        throw Problem.conflict("'" + folder.path() + "' is an asset, not a folder");
      }
    }
    return missing;
  }

  private PlannedChange<List<Folder>> plan(List<Folder> missing) {
    List<Event> events = missing.stream().map(this::created).toList();
    return new PlannedChange<>(
        events,
        connection -> {
          FolderTreeLock.changing(connection);
          if (!missing.isEmpty()) {
            FolderStore.require(connection, missing.getFirst().path().parent());
          }
          for (Folder folder : missing) {
            FolderStore.insert(connection, folder);
          }
          return missing;
        });
  }

  private Event created(Folder folder) {
    return Event.of(
        EventTypes.FOLDER_CREATE,
        folder.id(),
        clock.instant(),
        new FolderSnapshot(folder.id(), folder.path().text(), folder.metadata(), renderer));
  }

  /**
   * A page of folders.
   *
   * @param total how many there are in all
   */
  public record Page(List<Folder> folders, long total) {
    public Page {
      folders = List.copyOf(folders);
    }
  }
}
