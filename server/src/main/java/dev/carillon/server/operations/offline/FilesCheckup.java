package dev.carillon.server.operations.offline;

import dev.carillon.server.operations.backup.MissingFiles;
import dev.carillon.server.operations.offline.Checkup.Finding;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Looks whether the file store has all files that the database names. */
final class FilesCheckup {

  private static final String WHAT = "files of assets";

  private FilesCheckup() {}

  static Finding of(ServerConfig config) {
    if (config.store() instanceof StoreConfig.Embedded(Path file) && Files.notExists(file)) {
      return Finding.ok(WHAT, "there is no database yet");
    }
    try {
      MissingFiles missing = MissingFiles.inHome(config);
      return missing.none()
          ? Finding.ok(WHAT, "all files that the database names are in the file store")
          : Finding.problem(
              WHAT,
              "%s that the database names %s missing in the file store (%s): restore them from a backup, or remove their assets"
                  .formatted(
                      missing.count() == 1 ? "1 file" : missing.count() + " files",
                      missing.count() == 1 ? "is" : "are",
                      missing.names()));
    } catch (SQLException | IOException failed) {
      return Finding.problem(WHAT, "cannot be checked: " + failed.getMessage());
    }
  }
}
