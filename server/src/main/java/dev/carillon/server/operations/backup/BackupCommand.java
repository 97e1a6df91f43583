package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon backup}. */
@Command(
    name = "backup",
    headerHeading = "Example: carillon backup /backups/carillon-2026-11-25%n",
    description = {
      "Backs up a home into a new folder, while its server runs or not.",
      "The file <home>/run.json, which the server writes when it starts, says which"
          + " database belongs to the home.",
      "The backup contains the embedded database, all files and"
          + " cluster-properties.txt. It does not contain the keys in config,"
          + " node.properties, and the search index. Store the keys separately: without"
          + " them, the secrets in the backup cannot be read. The server rebuilds the search"
          + " index.",
      "With PostgreSQL, first back up the database with its own tools (pg_dump), then"
          + " run this command with --files-only."
    })
public final class BackupCommand implements Runnable {

  private static final int TOLD_EVERY = 1000;

  @Mixin private HomeOptions home = new HomeOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Parameters(
      paramLabel = "FOLDER",
      description = "The backup folder to create; it must not exist.")
  private Path target = Path.of("");

  @Option(names = "--files-only", description = "Backs up the files without the database.")
  private boolean filesOnly;

  @Option(names = "--json", description = "Prints the result as a JSON object.")
  private boolean json;

  @Override
  public void run() {
    ServerConfig config = home.existing(database);
    Path file = Path.of("nowhere");
    switch (config.store()) {
      case StoreConfig.Embedded(Path embedded) -> file = embedded;
      case StoreConfig.Postgres postgres -> {
        if (!filesOnly) {
          throw new Failure(
              ExitCode.USAGE,
              "this home's database is PostgreSQL ("
                  + postgres.address()
                  + "): back up the database with pg_dump first, then the files with --files-only");
        }
      }
    }
    if (!filesOnly && Files.notExists(file)) {
      throw new Failure(ExitCode.NOT_FOUND, "there is no database " + file + "; see --home");
    }
    Path whole = target.toAbsolutePath().normalize();
    if (Files.exists(whole)) {
      throw new Failure(ExitCode.CONFLICT, whole + " already exists; choose another folder");
    }
    if (filesOnly) {
      requireFiles(config);
    } else {
      refuseOtherBuild(config.store());
    }
    Backup backup =
        new Backup(
            file,
            FilesSource.of(config),
            config.sharedSettings(),
            Manifest.Origin.named(config.home()));
    try {
      Manifest manifest = backup.into(whole, !filesOnly, ProductVersion.TEXT, this::copied);
      home.tell(whole + ": " + manifest.files() + " files, " + manifest.bytes() + " bytes");
      home.tell(
          filesOnly
              ? "The backup does not contain the database."
              : "The database %s is in the backup, in its state of %s."
                  .formatted(file, manifest.madeAt()));
      note(config.home(), whole, manifest);
      home.tell("The keys in " + config.home().resolve("config") + " are not in the backup.");
      if (json) {
        home.print(manifest.json().put("folder", whole.toString()));
      }
    } catch (IOException | SQLException failed) {
      throw new Failure(ExitCode.FAILURE, "the backup failed: " + failed);
    }
  }

  /** With the database in the backup, its copy is compared with the copied files instead. */
  private void requireFiles(ServerConfig config) {
    try {
      MissingFiles missing = MissingFiles.inHome(config);
      if (!missing.none()) {
        throw new Failure(
            ExitCode.FAILURE,
            ("no backup was made: %s %s that the database names %s missing (%s). Restore them from"
                    + " an older backup, or remove their assets")
                .formatted(
                    missing.count(),
                    missing.count() == 1 ? "file" : "files",
                    missing.count() == 1 ? "is" : "are",
                    missing.names()));
      }
    } catch (SQLException unreachable) {
      home.tell(
          "It was not checked whether files are missing, because the database cannot be read: "
              + unreachable.getMessage());
    } catch (IOException failed) {
      throw new Failure(ExitCode.FAILURE, "no backup was made: " + failed.getMessage());
    }
  }

  /** Who restores a backup needs the build that its manifest names. */
  private static void refuseOtherBuild(StoreConfig store) {
    try (Connection connection = Connections.to(store)) {
      TableBuild.refusal(connection, store)
          .ifPresent(
              otherBuild -> {
                throw new Failure(
                    ExitCode.CONFLICT,
                    "no backup was made: " + otherBuild + ". Use carillon backup of that build");
              });
    } catch (SQLException unreadable) {
      throw new Failure(ExitCode.FAILURE, "the backup failed: " + unreadable);
    }
  }

  private void note(Path noted, Path whole, Manifest manifest) {
    try {
      new LastBackup(Instant.parse(manifest.madeAt()), whole.toString(), manifest.files())
          .keep(noted);
    } catch (IOException unwritable) {
      home.tell("The server does not get the time of this backup: " + unwritable.getMessage());
    }
  }

  private void copied(long files) {
    if (files % TOLD_EVERY == 0) {
      home.tell(files + " files …");
    }
  }
}
