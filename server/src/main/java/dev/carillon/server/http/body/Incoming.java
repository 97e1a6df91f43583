package dev.carillon.server.http.body;

import dev.carillon.hooks.event.Ids;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of files that are being uploaded. */
public final class Incoming {

  private static final String SUFFIX = ".part";

  private final Path folder;

  /** This folder, which need not be there yet. */
  public Incoming(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder, and deletes what an earlier process left in it. */
  public void open() throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  /** A new file; its name owes nothing to what the client sent. */
  public UploadFile newFile() {
    return new UploadFile(folder.resolve(Ids.random() + SUFFIX));
  }
}
