package dev.carillon.server.assets.file.s3;

import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.FolderStorage;
import dev.carillon.server.platform.config.FileStoreConfig;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens the file store that is configured. */
public final class FileStorages {

  private FileStorages() {}

  /**
   * Opens it, to go by this machine's clock. An object store is not asked for anything yet.
   *
   * @param local a folder of this machine for what is on its way to an object store
   */
  public static FileStorage open(FileStoreConfig config, Path local) {
    return open(config, local, InstantSource.system());
  }

  /**
   * The same by another clock.
   *
   * @param clock says how old files are; the same for all nodes that use the store
   */
  public static FileStorage open(FileStoreConfig config, Path local, InstantSource clock) {
    return switch (config) {
      case FileStoreConfig.Folder(Path folder) -> new FolderStorage(folder, clock);
      case FileStoreConfig.S3 s3 -> S3Storage.open(s3, local, clock);
    };
  }
}
