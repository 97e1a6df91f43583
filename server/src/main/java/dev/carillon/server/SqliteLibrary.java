package dev.carillon.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, in the folder in which the driver looks for it first. Where it is not
 * there, the driver unpacks it at each start, and compares the file with what it was made from.
 */
final class SqliteLibrary {

  /** A property of the driver: the folder. */
  private static final String FOLDER = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /**
   * Unpacks it for later starts, where a folder was named that has none, and there is one for this
   * system.
   */
  static void unpack() throws IOException {
    String folder = System.getProperty(FOLDER, "");
    if (!folder.isEmpty()) {
      unpack(Path.of(folder));
    }
  }

  static void unpack(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Path library = folder.resolve(name);
    try (InputStream packed = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (packed == null || Files.exists(library)) {
        return;
      }
      Files.createDirectories(folder);
      Path unpacked = Files.createTempFile(folder, name, "");
      Files.copy(packed, unpacked, StandardCopyOption.REPLACE_EXISTING);
      Files.move(unpacked, library, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
