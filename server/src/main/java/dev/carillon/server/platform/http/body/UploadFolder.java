package dev.carillon.server.platform.http.body;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.Uploader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of files that are being uploaded.
 *
 * @param folder need not be there yet
 * @param reserve what is kept free on its disk
 * @param shared whether other servers may be uploading into it as well
 */
public record UploadFolder(Path folder, DiskReserve reserve, boolean shared) {

  private static final String SUFFIX = ".part";

  /**
   * Makes the folder, and deletes what an earlier process left in it. What is in a shared one may
   * be on its way to another server: the purge of the file store removes it when it is old.
   */
  public void open() throws IOException {
    Files.createDirectories(folder);
    if (shared) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** An upload begins. */
  DiskReserve.Upload begin(Uploader uploader) {
    return reserve.begin(uploader);
  }

  /** A new file of an upload; its name owes nothing to what the client sent. */
  UploadFile newFile(DiskReserve.Upload upload) {
    return new UploadFile(folder.resolve(Ids.random() + SUFFIX), upload);
  }
}
