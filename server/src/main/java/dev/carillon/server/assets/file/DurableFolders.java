package dev.carillon.server.assets.file;

import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folders below a root, which are made when they are needed. Their names become durable with
 * what is put into them, all at once and not one after the other: each wait for the disk is as long
 * as the next one. Thread-safe.
 */
final class DurableFolders {

  private final Path root;

  /** Made, and perhaps not durable yet: each user of a folder makes its name durable as well. */
  private final Set<Path> young = ConcurrentHashMap.newKeySet();

  DurableFolders(Path root) {
    this.root = root;
  }

  /** Makes a folder and those between it and the root. */
  void create(Path folder) throws IOException {
    if (folder.equals(root) || Files.isDirectory(folder)) {
      return;
    }
    create(DurableFiles.folderOf(folder));
    // before it is there: who finds it there finds it young
    young.add(folder);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException raced) {
      // another thread made it
    }
  }

  /** Makes the names in a folder durable, and its own and those of the folders around it. */
  void sync(Path folder) throws IOException {
    DurableFiles.syncFolder(folder);
    syncAround(folder);
  }

  /** Makes the names of a folder and those around it durable; the names in it are already. */
  void syncAround(Path folder) throws IOException {
    for (Path each = folder; !each.equals(root); each = DurableFiles.folderOf(each)) {
      if (young.contains(each)) {
        DurableFiles.syncFolder(DurableFiles.folderOf(each));
        young.remove(each);
      }
    }
  }

  /** The folders whose names may not be durable yet. */
  Set<Path> young() {
    return Set.copyOf(young);
  }
}
