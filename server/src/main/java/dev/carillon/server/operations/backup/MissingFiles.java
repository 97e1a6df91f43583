package dev.carillon.server.operations.backup;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.FolderStorage;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files that a database names and a file store does not have. Both are read a 256th at a time, so
 * that memory holds no more than that of either.
 *
 * @param count how many there are
 * @param some the SHA-256 of the first ones
 */
public record MissingFiles(long count, List<String> some) {

  private static final int PARTS = 256;
  private static final int NAMED_MAX = 5;

  private static final String NAMED =
      """
      select blob from asset_versions where blob >= ? and blob < ?
      union select blob from assets where blob >= ? and blob < ?
      """;

  /**
   * Looks for those of a home, and changes nothing.
   *
   * @throws IOException if the store is not there or cannot be read
   */
  public static MissingFiles inHome(ServerConfig config) throws SQLException, IOException {
    try (Connection connection = Connections.to(config.store())) {
      return switch (config.fileStore()) {
        case FileStoreConfig.Folder(Path folder) -> inFolder(connection, folder);
        case FileStoreConfig.S3 s3 -> inObjects(connection, s3);
      };
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static MissingFiles inFolder(Connection connection, Path folder)
      throws SQLException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("the folder " + folder + " does not exist");
    }
    try (FileStorage storage = new FolderStorage(folder)) {
      return of(connection, storage);
    }
  }

  private static MissingFiles inObjects(Connection connection, FileStoreConfig.S3 s3)
      throws SQLException, IOException {
    // not the folder of the server, which may be running
    Path scratch = Files.createTempDirectory("carillon-files");
    try (FileStorage storage = FileStorages.open(s3, scratch)) {
      return of(connection, storage);
    } finally {
      DurableCopy.remove(scratch);
    }
  }

  /**
   * Looks for them.
   *
   * @throws IOException if the store cannot be read
   */
  static MissingFiles of(Connection connection, FileStorage storage)
      throws SQLException, IOException {
    long count = 0;
    List<String> some = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      String from = "%02x".formatted(part);
      String to = part == PARTS - 1 ? "g" : "%02x".formatted(part + 1);
      // in this order: a file is there before the database names it
      List<String> named = Sql.list(connection, NAMED, row -> row.getString(1), from, to, from, to);
      Set<String> there = named.isEmpty() ? Set.of() : there(storage, from);
      for (String sha256 : named) {
        if (!there.contains(BlobStore.key(sha256))) {
          count++;
          if (some.size() < NAMED_MAX) {
            some.add(sha256);
          }
        }
      }
    }
    return new MissingFiles(count, List.copyOf(some));
  }

  private static Set<String> there(FileStorage storage, String prefix) throws IOException {
    Set<String> keys = new HashSet<>();
    try (Stream<FileStorage.Entry> entries = storage.list(prefix + "/")) {
      entries.map(FileStorage.Entry::key).filter(MissingFiles::isContent).forEach(keys::add);
    }
    return keys;
  }

  /** What was made of a file has a suffix. */
  private static boolean isContent(String key) {
    return key.indexOf('.') < 0;
  }

  /** Whether all are there. */
  public boolean none() {
    return count == 0;
  }

  /** The first ones, for a message. */
  public String names() {
    return String.join(", ", some) + (count > some.size() ? ", …" : "");
  }
}
