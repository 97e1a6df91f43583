package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.FolderStorage;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A database belongs to one file store. A server that was started with another one by mistake would
 * find none of its files.
 */
public final class FileStoreCheck {

  private static final System.Logger LOG = System.getLogger(FileStoreCheck.class.getName());

  /** So many files of the newest assets, and of the oldest, are looked for. */
  private static final int LOOKED_FOR = 5;

  /** A file without content, which every store has. */
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private FileStoreCheck() {}

  /**
   * Refuses a store that has none of the files that the database names. A folder is looked into
   * only if the server used another store before.
   *
   * @param last the store of the server's last run, if that is known
   * @throws IllegalArgumentException which names both stores, and says what to do
   */
  public static void refuseOther(Database database, FileStorage storage, Optional<String> last) {
    String name = storage.name();
    if (storage instanceof FolderStorage && last.orElse(name).equals(name)) {
      return;
    }
    List<String> blobs = some(database);
    try {
      if (blobs.isEmpty()
          || blobs.stream().anyMatch(blob -> storage.file(BlobStore.key(blob)).exists())) {
        return;
      }
    } catch (UncheckedIOException trouble) {
      // the server can do much without its files; what it cannot is answered with 503
      LOG.log(System.Logger.Level.WARNING, "The file store " + name + " was not checked", trouble);
      return;
    }
    String before =
        last.filter(other -> !other.equals(name))
            .map(other -> "the server last used the file store " + other)
            .orElse("the file store that belongs to the database is another one");
    throw new IllegalArgumentException(
        ("the file store %s has none of %d files that the database names, such as %s: %s. Set"
                + " 'fileStore' (option --file-store, variable CARILLON_FILE_STORE, or the line in"
                + " node.properties) to that one, or copy the files with: carillon files copy --to"
                + " %s")
            .formatted(name, blobs.size(), BlobStore.key(blobs.getFirst()), before, name));
  }

  private static List<String> some(Database database) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                """
                select blob from (
                  select blob from asset_versions where blob <> ?
                  order by asset_id, version limit ?) as oldest
                union
                select blob from (
                  select blob from asset_versions where blob <> ?
                  order by asset_id desc, version desc limit ?) as newest
                """,
                row -> row.getString(1),
                EMPTY,
                LOOKED_FOR,
                EMPTY,
                LOOKED_FOR));
  }
}
