package dev.carillon.server.assets.file;

import java.nio.file.Path;

class FolderStorageTest extends FileStorageContract {

  private Path folder = Path.of("");

  @Override
  protected FileStorage open(Path store) {
    folder = store;
    return again();
  }

  @Override
  protected FileStorage again() {
    return new FolderStorage(folder);
  }
}
