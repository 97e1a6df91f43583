package dev.carillon.server.operations.offline;

import static java.util.Objects.requireNonNull;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.assets.file.FileCopy;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon files}: what can be done with the file store. */
@Command(
    name = "files",
    headerHeading = "Example: carillon files copy --to s3://bucket/assets --home /srv/carillon%n",
    description = "Manages the file store.",
    mixinStandardHelpOptions = true,
    subcommands = FilesCommand.Copy.class,
    synopsisSubcommandLabel = "COMMAND")
public final class FilesCommand {

  /** {@code carillon files copy}. */
  @Command(
      name = "copy",
      headerHeading = "Example: carillon files copy --to s3://bucket/assets --home /srv/carillon%n",
      description = {
        "Copies all files of the file store into another one, while the server runs or not.",
        "Files that are there are left alone, so that the command can be interrupted and run"
            + " again. To move: copy, stop the servers, copy once more, set fileStore to the new"
            + " store, and start.",
        "The content of each file is compared with its checksum before it is copied, and the"
            + " new store checks what it receives. Exits with 1 if a file is damaged.",
        "The object store is reached as fileStoreEndpoint, fileStoreRegion, fileStorePathStyle"
            + " and fileStoreAccessKey say (node.properties or CARILLON_FILE_STORE_ENDPOINT, …)."
      },
      mixinStandardHelpOptions = true)
  static final class Copy implements Callable<Integer> {

    private static final long TOLD_EVERY_NANOS = 2_000_000_000;

    @Mixin private HomeOptions home = new HomeOptions();
    @Mixin private DatabaseOption database = new DatabaseOption();

    @Option(
        names = "--to",
        required = true,
        paramLabel = "STORE",
        description = "The new file store: a folder, or s3://bucket/prefix.")
    private String target = "";

    @Option(
        names = "--verify",
        description = "Also reads the files that are in the new store already, and compares them.")
    private boolean verify;

    @Option(names = "--json", description = "Prints the result as a JSON object.")
    private boolean json;

    private long told = System.nanoTime();

    @Override
    public Integer call() {
      ServerConfig config = home.existing(database);
      FileStoreConfig to = named(config);
      if (to.name().equals(config.fileStore().name())) {
        throw new Failure(
            ExitCode.USAGE,
            "--to names the file store of this home, " + to.name() + "; name another");
      }
      try {
        Path scratch = Files.createTempDirectory(config.home(), "files-copy");
        try {
          return copy(config, to, scratch);
        } finally {
          DurableCopy.remove(scratch);
        }
      } catch (IOException failed) {
        throw new Failure(ExitCode.FAILURE, "the copy is not complete: " + failed.getMessage());
      } catch (UncheckedIOException failed) {
        throw new Failure(
            ExitCode.FAILURE,
            "the copy is not complete: " + requireNonNull(failed.getCause()).getMessage());
      }
    }

    private FileStoreConfig named(ServerConfig config) {
      try {
        return config.fileStoreNamed(target);
      } catch (IllegalArgumentException wrong) {
        throw new Failure(ExitCode.USAGE, "--to: " + wrong.getMessage());
      }
    }

    private int copy(ServerConfig config, FileStoreConfig target, Path scratch) throws IOException {
      try (FileStorage from = FileStorages.open(config.fileStore(), scratch.resolve("from"));
          FileStorage to = FileStorages.open(target, scratch.resolve("to"))) {
        FileCopy.Report report = new FileCopy(from, to, verify, home::tell).run(this::progress);
        if (json) {
          home.print(Json.tree(report));
        }
        home.tell(
            String.format(
                Locale.ROOT,
                "Copied %,d files with %,d bytes to %s; %,d were there; damaged %,d, different %,d",
                report.copied(),
                report.bytes(),
                to.name(),
                report.there(),
                report.damaged(),
                report.different()));
        return report.clean() ? 0 : 1;
      }
    }

    private void progress(FileCopy.Report report) {
      if (System.nanoTime() - told > TOLD_EVERY_NANOS) {
        told = System.nanoTime();
        home.tell(
            String.format(
                Locale.ROOT, "%,d copied, %,d were there …", report.copied(), report.there()));
      }
    }
  }
}
