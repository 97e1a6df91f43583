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
import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
    return changes.commit(reads -> plan(missing(reads, path)));
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
        changes.commit(
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
    return changes.commit(
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

  /**
   * Pages of folders, by path.
   *
   * @param condition which folders
   * @param values its parameters
   */
  private record FolderPages(String condition, List<Object> values) {

    private static final int WORDS_MAX = 20;
    private static final int TEXT_MAX = 1_000;
    private static final int CHUNK = 1_000;

    /** The folders directly in a folder. */
    static FolderPages children(TreePath parent) {
      String deeper = like(parent.firstKeyInside()) + "%/%";
      return new FolderPages(
          "path_key >= ? and path_key < ? and path_key not like ? escape '!'",
          List.of(parent.firstKeyInside(), parent.keyAfterInside(), deeper));
    }

    /**
     * The folders whose paths hold all words of a text, upper and lower case alike.
     *
     * @throws Problem 400 where it is too long
     */
    static FolderPages search(String text) {
      if (text.length() > TEXT_MAX) {
        throw Problem.badField("q", text, "at most " + TEXT_MAX + " characters long");
      }
      List<Object> words =
          Arrays.stream(
                  Normalizer.normalize(text, Normalizer.Form.NFC)
                      .toLowerCase(Locale.ROOT)
                      .split("\\s+"))
              .filter(word -> !word.isEmpty() && !word.equals("*") && !word.equals("*:*"))
              .limit(WORDS_MAX)
              .map(word -> (Object) ("%" + like(word) + "%"))
              .toList();
      return new FolderPages(
          String.join(
              " and ",
              words.isEmpty()
                  ? List.of("1 = 1")
                  : words.stream().map(word -> "path_key like ? escape '!'").toList()),
          words);
    }

    /** A page of what a user may know of. */
    Folders.Page page(Connection connection, int from, int size, UserPermissions permissions)
        throws SQLException {
      return permissions.everything()
          ? whole(connection, from, size)
          : known(connection, from, size, permissions);
    }

    private Folders.Page whole(Connection connection, int from, int size) throws SQLException {
      long total =
          Sql.number(
              connection, "select count(*) from folders where " + condition, values.toArray());
      List<Object> all = new ArrayList<>(values);
      all.add(size);
      all.add(from);
      return new Folders.Page(
          Sql.list(
              connection,
              "select id, path, metadata from folders where "
                  + condition
                  + " order by path_key limit ? offset ?",
              FolderStore::folder,
              all.toArray()),
          total);
    }

    /** Looks at the paths of all, a chunk at a time, and then at the rows of the page. */
    private Folders.Page known(
        Connection connection, int from, int size, UserPermissions permissions)
        throws SQLException {
      long total = 0;
      List<TreePath> page = new ArrayList<>();
      String after = "";
      while (true) {
        List<Object> all = new ArrayList<>(values);
        all.add(after);
        all.add(CHUNK);
        List<TreePath> chunk =
            Sql.list(
                connection,
                "select path from folders where "
                    + condition
                    + " and path_key > ? order by path_key limit ?",
                row -> new TreePath(row.getString(1)),
                all.toArray());
        for (TreePath path : chunk) {
          if (permissions.passes(path)) {
            if (total >= from && page.size() < size) {
              page.add(path);
            }
            total++;
          }
        }
        if (chunk.size() < CHUNK) {
          return new Folders.Page(rows(connection, page), total);
        }
        after = chunk.getLast().key();
      }
    }

    private static List<Folder> rows(Connection connection, List<TreePath> page)
        throws SQLException {
      List<Folder> rows = new ArrayList<>();
      for (TreePath path : page) {
        FolderStore.find(connection, path).ifPresent(rows::add);
      }
      return rows;
    }

    /** A text in which nothing is a wildcard. */
    private static String like(String text) {
      return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
  }
}
