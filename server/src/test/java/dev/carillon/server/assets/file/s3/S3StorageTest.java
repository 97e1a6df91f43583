package dev.carillon.server.assets.file.s3;

import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.FileStorageContract;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.testing.S3Server;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a file store, kept by an object store. */
class S3StorageTest extends FileStorageContract {

  /** The least that a store takes as a part. */
  static final long PART_BYTES = 5 << 20;

  @TempDir private Path otherNode;
  private final FileStoreConfig.S3 place = S3Server.shared().place();

  @Override
  protected FileStorage open(Path folder) {
    return S3Storage.open(place, folder, S3Limits.DEFAULTS, PART_BYTES);
  }

  @Override
  protected FileStorage again() {
    return open(otherNode);
  }
}
