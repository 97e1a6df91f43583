package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DatabaseCopy;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.operations.home.KeyReport;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.digest.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon restore}. */
@Command(
    name = "restore",
    headerHeading = "Example: carillon restore /backups/carillon-2026-11-25 --home /srv/carillon%n",
    description = {
      "Restores a home from a backup.",
      "The command first checks that each file in the backup is unchanged, that no"
          + " file is missing, and that there is no other file. It restores everything or"
          + " nothing.",
      "The home must be new, or have neither database nor files. Put the keys from"
          + " config back (or use --keys) before the server starts: without secret.key, the"
          + " webhooks' secrets cannot be read and the server does not start. This command"
          + " rejects a wrong secret.key.",
      "A copy must not send to the receivers of the original. In another home than the"
          + " one that was backed up, the webhooks are disabled, unless you choose"
          + " otherwise. If they stay enabled, deliveries that were pending at the time of"
          + " the backup are sent, some for the second time, with the same ids.",
      "With PostgreSQL, first restore the database with its own tools (pg_restore),"
          + " then run this command."
    })
public final class RestoreCommand implements Runnable {

  @Mixin private HomeOptions home = new HomeOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Parameters(paramLabel = "FOLDER", description = "The backup folder.")
  private Path backup = Path.of("");

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "A folder with secret.key, token.key, request.key, audit.key.")
  private String keys = "";

  @Option(
      names = "--webhooks",
      paramLabel = "HOW",
      description =
          "disabled: nothing is sent until you enable the webhooks; or as-they-were."
              + " In a terminal, the command asks. Otherwise the default is as-they-were in"
              + " the home that was backed up (its folder still has its home.id), and"
              + " disabled in any other home.")
  private @Nullable RestoredWebhooks webhooks;

  @Option(
      names = "--unchecked",
      description =
          "Accepts a backup of an early version that has no list of its files; its"
              + " settings and rescue records are not checked.")
  private boolean unchecked;

  @Option(names = "--json", description = "Prints the result as a JSON object.")
  private boolean json;

  @Override
  public void run() {
    Path from = backup.toAbsolutePath().normalize();
    Manifest manifest = Manifest.read(from);
    ServerConfig config = home.config(database);
    boolean embedded = config.store() instanceof StoreConfig.Embedded;
    Path file = config.store() instanceof StoreConfig.Embedded(Path own) ? own : Path.of("nowhere");
    refuseMismatch(manifest, embedded);
    Restore restore = new Restore(from, manifest, config, keys.isEmpty() ? from : Path.of(keys));
    try {
      refuseUsed(config, file);
      if (!manifest.lists()) {
        refuseUnlisted(manifest);
      }
      BackupCheck.check(from, manifest);
      Optional<KeyReport> report = restore.keyReport();
      report.filter(found -> !found.fits()).ifPresent(RestoreCommand::refuseKeys);
      RestoredWebhooks chosen = restore.chosen(webhooks);
      restore.requireDatabase(chosen);
      int disabled = restore.run(file, chosen, words -> home.tell(words));
      tell(config, manifest, disabled, chosen);
    } catch (IOException | SQLException failed) {
      throw new Failure(
          ExitCode.FAILURE, "the restore failed, and nothing was restored: " + failed);
    }
  }

  private void tell(ServerConfig config, Manifest manifest, int disabled, RestoredWebhooks chosen) {
    home.tell(
        "Restored " + manifest.files() + " files and the state of " + manifest.madeAt() + ".");
    switch (chosen) {
      case DISABLED ->
          home.tell(
              disabled
                  + (disabled == 1 ? " webhook is" : " webhooks are")
                  + " disabled. Nothing is sent until you enable them; pending"
                  + " deliveries wait. Only one of the two homes may send to a receiver.");
      case AS_THEY_WERE ->
          home.tell(
              "The webhooks are as they were. When the server starts, it sends the"
                  + " pending deliveries, some perhaps for the second time.");
    }
    if (json) {
      home.print(
          manifest
              .json()
              .put("home", config.home().toString())
              .put("webhooks", chosen.toString())
              .put("disabledWebhooks", disabled));
    }
    if (!Restore.keysThere(config)) {
      home.tell(
          "Before the server starts, put secret.key, token.key, request.key and audit.key into "
              + config.home().resolve("config")
              + ".");
    }
  }

  private void refuseUnlisted(Manifest manifest) {
    if (!unchecked) {
      throw new Failure(
          ExitCode.CONFLICT,
          ("nothing was restored: the backup was made by version %s, before backups had a"
                  + " %s. Its database and its assets' files can be checked, but its settings and"
                  + " rescue records cannot. To restore it nevertheless, use --unchecked")
              .formatted(manifest.version(), FileList.NAME));
    }
    home.tell(
        "The backup has no list of its files. Its settings and rescue records were not"
            + " checked; some may be changed or missing.");
  }

  private static void refuseKeys(KeyReport report) {
    throw new Failure(
        ExitCode.CONFLICT,
        "nothing was restored: "
            + report.trouble()
            + ". Use --keys with the folder that holds the right secret.key. If that key"
            + " is lost, restore without a secret.key, then run: carillon secrets reset");
  }

  private static void refuseMismatch(Manifest manifest, boolean embedded) {
    boolean contained = manifest.database().equals("sqlite");
    if (contained == manifest.databaseSha256().isEmpty()) {
      throw new Failure(ExitCode.FAILURE, "the backup's " + Manifest.NAME + " is damaged");
    }
    if (contained && !embedded) {
      throw new Failure(
          ExitCode.CONFLICT,
          "the backup holds an embedded database, but this home is configured for PostgreSQL");
    }
    if (!contained && embedded) {
      throw new Failure(
          ExitCode.CONFLICT,
          "the backup holds files only, but this home is configured for the embedded"
              + " database. Set CARILLON_DATABASE, and restore that database with"
              + " PostgreSQL's own tools");
    }
  }

  private static void refuseUsed(ServerConfig config, Path database) throws IOException {
    if (Files.exists(database)) {
      throw new Failure(ExitCode.CONFLICT, database + " already exists; choose a new --home");
    }
    if (config.fileStore() instanceof FileStoreConfig.S3 s3) {
      throw new Failure(
          ExitCode.CONFLICT,
          "the file store of this home is "
              + s3.name()
              + ": restore into a folder first (--home of a new home, without fileStore), then run"
              + " carillon files copy --to "
              + s3.name());
    }
    if (Files.exists(config.files())) {
      try (Stream<Path> files = Files.walk(config.files().toRealPath())) {
        if (files.anyMatch(Files::isRegularFile)) {
          throw new Failure(
              ExitCode.CONFLICT, config.files() + " is not empty; choose a new --home");
        }
      }
    }
  }

  /**
   * Looks at a backup before it becomes a home: whether every file is there as it was written and
   * no other is, and whether it holds what no backup of this server holds: links, which would bring
   * in files from elsewhere, and a database that does something by itself or names files outside of
   * the store.
   */
  private static final class BackupCheck {

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
        StoreConfig copied = new StoreConfig.Embedded(database);
        try (Connection connection = Connections.to(copied)) {
          Restore.refuseOtherBuild(connection, copied);
        }
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
}
