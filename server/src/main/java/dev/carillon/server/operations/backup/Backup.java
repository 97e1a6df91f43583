package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.DatabaseCopy;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Copies a home into a new folder: first the database, then the files, so that every file that the
 * copied database names is there. What it makes is complete or not there at all.
 *
 * @param database the SQLite file; a path that does not exist where PostgreSQL is used
 * @param files copies the assets' files
 * @param settings the files of settings that all nodes share, and folders of them
 * @param origin the home
 */
record Backup(Path database, FilesSource files, List<Path> settings, Manifest.Origin origin) {

  private static final int NAMED_MAX = 5;

  Backup {
    settings = List.copyOf(settings);
  }

  /** Makes it; {@code progress} gets how many files are copied. */
  Manifest into(Path target, boolean withDatabase, String version, LongConsumer progress)
      throws IOException, SQLException {
    Path draft = target.resolveSibling(target.getFileName() + ".partial");
    DurableCopy.remove(draft);
    try {
      Manifest manifest = write(draft, withDatabase, version, progress);
      DurableFiles.move(draft, target);
      return manifest;
    } finally {
      DurableCopy.remove(draft);
    }
  }

  private Manifest write(Path draft, boolean withDatabase, String version, LongConsumer progress)
      throws IOException, SQLException {
    DurableCopy.createPrivate(draft);
    Files.createDirectories(draft.resolve("data"));
    Path copy = draft.resolve("data").resolve("carillon.db");
    if (withDatabase) {
      DatabaseCopy.make(database, copy);
      DurableFiles.sync(copy);
    }
    FilesSource.Copied copied = files.copyInto(draft.resolve("files"), progress);
    if (withDatabase) {
      checkComplete(copy, draft.resolve("files"));
    }
    Files.createDirectories(draft.resolve("config"));
    for (Path one : settings) {
      copySettings(one, draft.resolve("config").resolve(one.getFileName()));
    }
    List<String> damaged = new ArrayList<>();
    Manifest.Checksums checksums = FileList.write(draft, damaged);
    refuse(damaged, "are damaged: their content is not what was stored");
    DurableFiles.sync(draft.resolve(FileList.NAME));
    Manifest manifest =
        new Manifest(
            Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
            version,
            withDatabase ? "sqlite" : "none",
            withDatabase ? Digests.sha256(copy) : "",
            copied.files(),
            copied.bytes(),
            checksums,
            origin);
    Files.write(draft.resolve(Manifest.NAME), Json.write(manifest.json()));
    DurableFiles.sync(draft.resolve(Manifest.NAME));
    DurableFiles.syncFolder(draft);
    return manifest;
  }

  /** Copies a file of settings, or a folder of them, where it is there. */
  static void copySettings(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      DurableCopy.copy(from, to, below -> true, file -> {});
    } else if (Files.exists(from)) {
      Files.createDirectories(to.getParent());
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A file may have been purged after its asset was removed, behind the database's copy. */
  private static void checkComplete(Path database, Path files) throws SQLException {
    List<String> missing = new ArrayList<>();
    DatabaseCopy.eachFile(
        database,
        sha256 -> {
          if (Files.notExists(blob(files, sha256))) {
            missing.add(sha256);
          }
        });
    refuse(
        missing,
        "that the database names are missing; if assets were removed meanwhile, run"
            + " the backup again");
  }

  private static void refuse(List<String> files, String why) {
    if (!files.isEmpty()) {
      throw new Failure(
          ExitCode.FAILURE,
          "no backup was made: "
              + files.size()
              + (files.size() == 1 ? " file " : " files ")
              + why
              + " ("
              + String.join(", ", files.subList(0, Math.min(NAMED_MAX, files.size())))
              + (files.size() > NAMED_MAX ? ", …" : "")
              + "). Restore them from an older backup, or remove their assets");
    }
  }

  static Path blob(Path files, String sha256) {
    return files.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }
}
