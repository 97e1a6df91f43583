package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Terminal;
import dev.carillon.hooks.jdbc.OfflineWebhooks;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.webhook.WebhookState.Reason;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.operations.home.HostName;
import dev.carillon.server.operations.home.KeyReport;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sound backup on its way into a home: wholly, or not at all.
 *
 * @param from the backup
 * @param config of the home
 * @param keys the folder of the keys; the backup, which has none, where none was named
 */
record Restore(Path from, Manifest manifest, ServerConfig config, Path keys) {

  private static final List<String> KEYS =
      List.of("secret.key", "token.key", "request.key", "audit.key");

  private static final String LIVE =
      "select name from nodes where taken_over_at is null and lease_until > clock_timestamp()";

  /** Whether the restored home can read its secrets; empty where no key is at hand. */
  Optional<KeyReport> keyReport() throws IOException, SQLException {
    SecretKeySource source = config.secretKeys();
    if (source instanceof SecretKeySource.InFile && Files.exists(keys.resolve("secret.key"))) {
      source = new SecretKeySource.InFile(keys.resolve("secret.key"));
    }
    boolean missing = source instanceof SecretKeySource.InFile(Path file) && Files.notExists(file);
    if (missing || manifest.databaseSha256().isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = Connections.to(new StoreConfig.Embedded(copiedDatabase()))) {
      return Optional.of(KeyReport.inspect(connection, source));
    } catch (IllegalArgumentException noKey) {
      throw new Failure(ExitCode.USAGE, "nothing was restored: " + noKey.getMessage());
    }
  }

  /** Whether the home has its key of secrets now, in a file or in the environment. */
  static boolean keysThere(ServerConfig config) {
    return !(config.secretKeys() instanceof SecretKeySource.InFile(Path file)
        && Files.notExists(file));
  }

  /** What was asked for, or else what is safe. */
  RestoredWebhooks chosen(@Nullable RestoredWebhooks asked) {
    if (asked != null) {
      return asked;
    }
    RestoredWebhooks standard =
        manifest.origin().is(config.home())
            ? RestoredWebhooks.AS_THEY_WERE
            : RestoredWebhooks.DISABLED;
    Optional<Console> terminal = Terminal.attached();
    if (terminal.isEmpty()) {
      return standard;
    }
    while (true) {
      String answer =
          terminal
              .get()
              .readLine(
                  "The backup is of %s on %s. Disable its webhooks, so that nothing is"
                      + " sent until you enable them, or leave them as-they-were? [%s] ",
                  manifest.origin().home(), manifest.origin().host(), standard);
      if (answer == null || answer.isBlank()) {
        return standard;
      }
      for (RestoredWebhooks each : RestoredWebhooks.values()) {
        if (each.toString().equals(answer.strip())) {
          return each;
        }
      }
    }
  }

  /**
   * Refuses a PostgreSQL database of another build; and where its webhooks are to be disabled, one
   * in which they cannot be, or whose server runs.
   */
  void requireDatabase(RestoredWebhooks chosen) {
    if (!(config.store() instanceof StoreConfig.Postgres postgres)) {
      return;
    }
    try (Connection connection = Connections.to(postgres)) {
      refuseOtherBuild(connection, postgres);
      if (chosen == RestoredWebhooks.DISABLED) {
        refuseLive(connection, postgres);
      }
    } catch (SQLException failed) {
      if (chosen == RestoredWebhooks.AS_THEY_WERE) {
        // nothing in it is changed, so it need not be there yet; the server's start asks it again
        return;
      }
      throw new Failure(
          ExitCode.CONFLICT,
          ("nothing was restored: the webhooks in %s cannot be disabled (%s). Restore that"
                  + " database first, with PostgreSQL's own tools, or use --webhooks as-they-were")
              .formatted(postgres.address(), failed.getMessage()));
    }
  }

  private static void refuseLive(Connection connection, StoreConfig.Postgres postgres)
      throws SQLException {
    Optional<String> live = Sql.first(connection, LIVE, row -> row.getString(1));
    if (live.isPresent()) {
      throw new Failure(
          ExitCode.CONFLICT,
          ("nothing was restored: server %s works on %s. Name the restored database with"
                  + " --database, or use --webhooks as-they-were to leave its webhooks unchanged")
              .formatted(live.get(), postgres.address()));
    }
  }

  /** A server of this build would refuse the database. */
  static void refuseOtherBuild(Connection connection, StoreConfig store) {
    TableBuild.refusal(connection, store)
        .ifPresent(
            otherBuild -> {
              throw new Failure(
                  ExitCode.CONFLICT,
                  "nothing was restored: " + otherBuild + ". Use carillon restore of that build");
            });
  }

  /**
   * Does it.
   *
   * @param database where the embedded one is to be
   * @param told gets what is left to do by hand
   * @return how many webhooks were disabled
   * @throws Failure where it failed, and so did taking back what was written
   */
  int run(Path database, RestoredWebhooks chosen, Consumer<String> told)
      throws IOException, SQLException {
    Path folder = config.home().resolve("config");
    Path before = config.home().resolve("config.before-restore");
    DurableCopy.remove(before);
    if (Files.exists(folder)) {
      DurableCopy.copy(folder, before, below -> true, file -> {});
    }
    int disabled;
    try {
      DurableCopy.copy(from.resolve("files"), config.files(), below -> true, file -> {});
      for (Path settings : config.sharedSettings()) {
        Backup.copySettings(from.resolve("config").resolve(settings.getFileName()), settings);
      }
      copyKeys(folder);
      disabled = database(database, chosen, told);
    } catch (IOException | SQLException | RuntimeException failed) {
      undo(database, failed);
      throw failed;
    }
    try {
      DurableCopy.remove(before);
    } catch (IOException left) {
      told.accept("Remove " + before + ", the settings of before: " + left);
    }
    return disabled;
  }

  private void undo(Path database, Exception failed) {
    try {
      takeBack(database);
    } catch (IOException left) {
      throw new Failure(
          ExitCode.FAILURE,
          "the restore failed ("
              + failed
              + "), and the files it had written could not be removed ("
              + left
              + "): before you restore again, remove the database, the files and config from "
              + config.home()
              + "; the settings of before are in config.before-restore where there were any");
    }
  }

  /** The database goes first: a home that has one has all the rest. */
  void takeBack(Path database) throws IOException {
    Path folder = config.home().resolve("config");
    Path before = config.home().resolve("config.before-restore");
    if (!manifest.databaseSha256().isEmpty()) {
      deleteFile(database);
    }
    DurableCopy.empty(config.files());
    DurableCopy.remove(folder);
    if (Files.exists(before)) {
      Files.move(before, folder);
    }
  }

  private static void deleteFile(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      Files.delete(file);
      DurableFiles.syncFolder(DurableFiles.folderOf(file));
    }
  }

  private void copyKeys(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : KEYS) {
      Path key = keys.resolve(name);
      if (Files.exists(key)) {
        // with its permissions, which the server checks
        Files.copy(
            key,
            folder.resolve(name),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private int database(Path database, RestoredWebhooks chosen, Consumer<String> told)
      throws IOException, SQLException {
    if (manifest.databaseSha256().isEmpty()) {
      return disabled(config.store(), chosen, told);
    }
    Files.createDirectories(DurableFiles.folderOf(database));
    // last, and by one rename: a home that has a database has all the rest
    Path draft = database.resolveSibling(database.getFileName() + ".restored");
    try {
      Files.copy(copiedDatabase(), draft, StandardCopyOption.REPLACE_EXISTING);
      int disabled = disabled(new StoreConfig.Embedded(draft), chosen, told);
      DurableFiles.sync(draft);
      DurableFiles.move(draft, database);
      return disabled;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private int disabled(StoreConfig store, RestoredWebhooks chosen, Consumer<String> told)
      throws SQLException {
    if (chosen == RestoredWebhooks.AS_THEY_WERE) {
      return 0;
    }
    try (Connection connection = Connections.to(store)) {
      connection.setAutoCommit(false);
      int disabled =
          OfflineWebhooks.disableAll(
              connection,
              Reason.RESTORED,
              Instant.now(),
              "Disabled by restore of the backup of %s into %s on %s"
                  .formatted(manifest.madeAt(), config.home(), HostName.name()));
      // no ping finds out whether a receiver of the original works again
      Sql.update(connection, "delete from webhook_recoveries");
      int rules = RestoredAlerts.disable(connection);
      // an index on OpenSearch stays that of the database that was backed up
      Sql.update(connection, "delete from search_writer");
      connection.commit();
      if (rules > 0) {
        told.accept(
            rules
                + (rules == 1 ? " alert rule is" : " alert rules are")
                + " disabled, so that the copy notifies no one. Enable what it is to notify"
                + " of (carillon alerts).");
      }
      return disabled;
    }
  }

  private Path copiedDatabase() {
    return from.resolve("data").resolve("carillon.db");
  }
}
