package dev.carillon.server.home;

import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Failure;
import dev.carillon.server.config.ServerConfig;
import dev.carillon.server.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon restore}. */
@Command(
    name = "restore",
    headerHeading = "Example: carillon restore /backups/carillon-2026-11-25 --home /srv/carillon%n",
    description = {
      "Makes a home from a backup, after checking that the backup is whole.",
      "The home must be new or have neither database nor files. Put the keys that were in config",
      "back (or give --keys) before the server starts: with others the secrets of webhooks cannot",
      "be read. Deliveries that were pending when the backup was made are sent (again), with the",
      "same ids."
    })
public final class RestoreCommand implements Callable<Integer> {

  private static final List<String> KEYS =
      List.of("secret.key", "token.key", "request.key", "audit.key");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOptions home = new HomeOptions();

  @Parameters(paramLabel = "FOLDER", description = "The backup.")
  private Path backup = Path.of("");

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "A folder with secret.key, token.key, request.key, audit.key.")
  private String keys = "";

  @Option(names = "--json", description = "What was restored, as a JSON object.")
  private boolean json;

  /** Used by the command line only. */
  public RestoreCommand() {}

  @Override
  public Integer call() {
    Path from = backup.toAbsolutePath().normalize();
    Manifest manifest = Manifest.in(from);
    ServerConfig config = home.config(Map.of());
    boolean embedded = config.store() instanceof StoreConfig.Embedded;
    Path database =
        config.store() instanceof StoreConfig.Embedded(Path file) ? file : Path.of("nowhere");
    refuseMismatch(manifest, embedded);
    try {
      refuseUsed(config, database);
      Soundness.check(from, manifest);
      Tree.copy(from.resolve("files"), config.files(), below -> true, file -> {});
      for (Path settings : config.sharedSettings()) {
        Backup.copySettings(from.resolve("config").resolve(settings.getFileName()), settings);
      }
      restoreKeys(config.home().resolve("config"));
      if (!manifest.databaseSha256().isEmpty()) {
        Files.createDirectories(Tree.folderOf(database));
        // last, and by one rename: a home that has a database has all the rest
        Path draft = database.resolveSibling(database.getFileName() + ".restored");
        Files.copy(from.resolve("data").resolve("carillon.db"), draft);
        Tree.sync(draft, StandardOpenOption.WRITE);
        Files.move(draft, database, StandardCopyOption.ATOMIC_MOVE);
        Tree.sync(Tree.folderOf(database), StandardOpenOption.READ);
      }
    } catch (IOException | SQLException failed) {
      throw new Failure(ExitCode.FAILURE, "the restore failed: " + failed);
    }
    home.tell(
        spec,
        "Restored " + manifest.files() + " files and the state of " + manifest.madeAt() + ".");
    if (json) {
      home.print(spec, manifest.json().put("home", config.home().toString()));
    }
    if (Files.notExists(config.home().resolve("config").resolve("secret.key"))) {
      home.tell(
          spec,
          "Before the server starts, put secret.key, token.key, request.key and audit.key into "
              + config.home().resolve("config")
              + ".");
    }
    return ExitCode.OK.number();
  }

  private static void refuseMismatch(Manifest manifest, boolean embedded) {
    boolean contained = manifest.database().equals("sqlite");
    if (contained == manifest.databaseSha256().isEmpty()) {
      throw new Failure(ExitCode.FAILURE, "the backup's " + Manifest.NAME + " is damaged");
    }
    if (contained && !embedded) {
      throw new Failure(
          ExitCode.CONFLICT,
          "the backup holds an embedded database, but this home is told to use PostgreSQL");
    }
    if (!contained && embedded) {
      throw new Failure(
          ExitCode.CONFLICT,
          "the backup holds files only, but this home is told to use the embedded database: give"
              + " CARILLON_DATABASE, and restore that database with PostgreSQL's own tools");
    }
  }

  private static void refuseUsed(ServerConfig config, Path database) throws IOException {
    if (Files.exists(database)) {
      throw new Failure(ExitCode.CONFLICT, database + " is there already; choose a new --home");
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

  private void restoreKeys(Path config) throws IOException {
    if (keys.isEmpty()) {
      return;
    }
    Files.createDirectories(config);
    for (String name : KEYS) {
      Path key = Path.of(keys).resolve(name);
      if (Files.exists(key)) {
        // with its permissions, which the server checks
        Files.copy(
            key,
            config.resolve(name),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
