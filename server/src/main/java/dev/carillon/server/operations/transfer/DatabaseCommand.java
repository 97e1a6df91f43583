package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.logging.Logging;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.postgresql.Driver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon database}: what can be done with the database of a home. */
@Command(
    name = "database",
    headerHeading =
        "Example: carillon database copy --to jdbc:postgresql://db.example.com/carillon --home"
            + " /srv/carillon%n",
    description = "Moves the database.",
    mixinStandardHelpOptions = true,
    subcommands = DatabaseCommand.Copy.class,
    synopsisSubcommandLabel = "COMMAND")
public final class DatabaseCommand {

  /** {@code carillon database copy}. */
  @Command(
      name = "copy",
      headerHeading =
          "Example: carillon database copy --to jdbc:postgresql://db.example.com/carillon --home"
              + " /srv/carillon%n",
      description = {
        "Moves a stopped home from its SQLite file to an empty PostgreSQL database.",
        "Copies all tables, then reads both databases and compares each table row by row; prints"
            + " the number of rows and a SHA-256 of all values for each. Only if all are equal,"
            + " node.properties names the new database, and the server starts with it from then"
            + " on. Pending deliveries stay pending, and all ids stay.",
        "If the command is interrupted, run it again: it continues where it was. If the home was"
            + " used meanwhile, it starts from the beginning.",
        "The SQLite file stays as it is. A note beside it, carillon.db.moved, keeps servers from"
            + " using it again.",
        "The character U+0000, which PostgreSQL does not store in texts, is replaced by U+FFFD."
            + " Exits with 1 if a table differs."
      },
      mixinStandardHelpOptions = true)
  static final class Copy implements Callable<Integer>, TransferSteps {

    private static final long TOLD_EVERY_NANOS = 2_000_000_000;

    @Mixin private HomeOptions home = new HomeOptions();

    @Option(
        names = "--to",
        required = true,
        paramLabel = "URL",
        description =
            "The new database: jdbc:postgresql://… (user and password also from"
                + " CARILLON_DATABASE_USERNAME and CARILLON_DATABASE_PASSWORD). A password in the"
                + " address is put into node.properties, encrypted.")
    private String target = "";

    @Option(
        names = "--no-switch",
        description =
            "Copies and compares, but the home stays with its SQLite file. No server starts on"
                + " the copy until you run the command without this option.")
    private boolean copyOnly;

    @Option(names = "--json", description = "Prints the result as a JSON object.")
    private boolean json;

    private long told = System.nanoTime();

    @Override
    public Integer call() {
      if (!target.startsWith("jdbc:postgresql:") || Driver.parseURL(target, null) == null) {
        throw new Failure(
            ExitCode.USAGE,
            "--to must be the address of a PostgreSQL database, such as"
                + " jdbc:postgresql://host:5432/carillon");
      }
      requireNoOtherPassword(target);
      ServerConfig config = home.existingOn(target);
      Logging.configure(config.home());
      if (!(config.store() instanceof StoreConfig.Postgres to)) {
        throw new IllegalStateException("not an address of PostgreSQL");
      }
      try {
        TransferReport report =
            new DatabaseTransfer(config, to, PortionLimits.DEFAULT, this).run(!copyOnly);
        tell(report);
        return report.equal() ? 0 : ExitCode.FAILURE.number();
      } catch (IOException failed) {
        throw new Failure(
            ExitCode.FAILURE,
            "the copy is not complete: %s. Run the command again: it continues where it was"
                .formatted(failed.getMessage()));
      }
    }

    /** The password of the user is the only one in an address that the home can keep. */
    private static void requireNoOtherPassword(String address) {
      int query = address.indexOf('?');
      String parameters = query < 0 ? "" : address.substring(query + 1);
      Arrays.stream(parameters.split("&"))
          .map(parameter -> parameter.replaceFirst("=.*", ""))
          .filter(name -> name.toLowerCase(Locale.ROOT).endsWith("password"))
          .filter(name -> !name.equals("password"))
          .findFirst()
          .ifPresent(
              name -> {
                throw new Failure(
                    ExitCode.USAGE,
                    ("nothing was copied: --to has %s, which the home cannot keep, so the server"
                            + " could not connect. Leave it out; for a client certificate, use a"
                            + " key without a password")
                        .formatted(name));
              });
    }

    @Override
    public void began(CopyBeginning how, List<CopiedTable> tables) {
      home.tell(TransferMessages.began(how, tables.size()));
    }

    @Override
    public void copied(CopiedTable table, CopyProgress progress) {
      if (System.nanoTime() - told > TOLD_EVERY_NANOS) {
        told = System.nanoTime();
        home.tell(TransferMessages.copied(table, progress));
      }
    }

    @Override
    public void compared(TableVerdict verdict) {
      home.tell(TransferMessages.compared(verdict));
    }

    private void tell(TransferReport report) {
      if (json) {
        home.print(Json.tree(report));
      }
      if (report.replaced() > 0) {
        home.tell(TransferMessages.replaced(report.replaced()));
      }
      home.tell(TransferMessages.outcome(report));
    }
  }
}
