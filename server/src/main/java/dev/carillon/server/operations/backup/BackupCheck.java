package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.DatabaseCopy;
import dev.carillon.server.platform.digest.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks at a backup before it becomes a home: whether every file is there as it was written and no
 * other is, and whether it holds what no backup of this server holds: links, which would bring in
 * files from elsewhere, and a database that does something by itself or names files outside of the
 * store.
 */
final class BackupCheck {

  private static final Pattern BLOB = Pattern.compile("[0-9a-f]{64}");
  private static final int NAMED_MAX = 5;

  private final Path backup;
  private final List<String> damaged = new ArrayList<>();

  private BackupCheck(Path backup) {
    this.backup = backup;
  }

  /**
   * Does it.
   *
   * @throws Failure where it is damaged, which names the first few places
   */
  static void check(Path backup, Manifest manifest) throws IOException, SQLException {
    BackupCheck soundness = new BackupCheck(backup);
    soundness.damaged.addAll(
        manifest.lists()
            ? FileList.differences(backup, manifest.checksums())
            : FileList.differences(backup));
    if (!manifest.databaseSha256().isEmpty()) {
      soundness.checkDatabase(manifest.databaseSha256());
    }
    soundness.verdict();
  }

  private void checkDatabase(String sha256) throws IOException, SQLException {
    Path database = backup.resolve("data").resolve("carillon.db");
    if (Files.notExists(database)) {
      return; // it is among the missing
    }
    if (!Digests.sha256(database).equals(sha256)) {
      damaged.add("data/carillon.db (not the one that " + Manifest.NAME + " names)");
      return;
    }
    List<String> active = DatabaseCopy.active(database);
    active.forEach(name -> damaged.add("data/carillon.db (holds '" + name + "')"));
    if (active.isEmpty()) {
      DatabaseCopy.eachFile(database, this::checkThere);
    }
  }

  private void checkThere(String blob) {
    if (!BLOB.matcher(blob).matches()) {
      damaged.add("data/carillon.db (names the file '" + blob + "')");
    } else if (Files.notExists(Backup.blob(backup.resolve("files"), blob))) {
      damaged.add(blob + " (missing)");
    }
  }

  private void verdict() {
    if (!damaged.isEmpty()) {
      int more = damaged.size() - NAMED_MAX;
      throw new Failure(
          ExitCode.FAILURE,
          "the backup is damaged, nothing was restored: "
              + String.join(", ", damaged.subList(0, Math.min(NAMED_MAX, damaged.size())))
              + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
