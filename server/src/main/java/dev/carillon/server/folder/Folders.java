package dev.carillon.server.folder;

import dev.carillon.hooks.event.Event;
import dev.carillon.server.change.Changes;
import dev.carillon.server.change.Plan;
import dev.carillon.server.change.Reads;
import dev.carillon.server.change.Sql;
import dev.carillon.server.event.EventTypes;
import dev.carillon.server.event.FolderSnapshot;
import dev.carillon.server.event.PayloadRenderer;
import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Problem;
import java.time.InstantSource;
import java.util.List;

/** What can be done with folders alone. */
public final class Folders {

  private final Changes changes;
  private final PayloadRenderer renderer;
  private final InstantSource clock;

  public Folders(Changes changes, PayloadRenderer renderer, InstantSource clock) {
    this.changes = changes;
    this.renderer = renderer;
    this.clock = clock;
  }

  /**
   * Makes a folder and those above it that are missing, each with an event of its own.
   *
   * @return the folders that were made, outermost first; empty where all were there already
   * @throws Problem 409 where an asset is in the way
   */
  public List<Folder> create(TreePath path) {
    return changes.make(reads -> plan(reads, path), made -> {});
  }

  private Plan<List<Folder>> plan(Reads reads, TreePath path) {
    List<Folder> missing = reads.read(c -> FolderStore.resolve(c, path)).missing();
    for (Folder folder : missing) {
      if (reads.read(
          c -> Sql.any(c, "select 1 from assets where path_key = ?", folder.path().key()))) {
        throw Problem.conflict("'" + folder.path() + "' is an asset, not a folder");
      }
    }
    List<Event> events = missing.stream().map(this::created).toList();
    return new Plan<>(
        events,
        connection -> {
          TreeLock.changing(connection);
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
        new FolderSnapshot(folder.id(), folder.path().text(), Metadata.EMPTY, renderer));
  }
}
