package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.operations.transfer.TableComparison.Verdict;
import dev.carillon.server.operations.transfer.TableCopier.PortionLimits;
import dev.carillon.server.operations.transfer.Transfer.Report;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
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
  static final class Copy implements Callable<Integer>, Transfer.Steps {

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
      ServerConfig config = home.existingOn(target);
      if (!(config.store() instanceof StoreConfig.Postgres to)) {
        throw new IllegalStateException("not an address of PostgreSQL");
      }
      try {
        Report report = new Transfer(config, to, PortionLimits.DEFAULT, this).run(!copyOnly);
        tell(report);
        return report.equal() ? 0 : ExitCode.FAILURE.number();
      } catch (IOException failed) {
        throw new Failure(
            ExitCode.FAILURE,
            "the copy is not complete: %s. Run the command again: it continues where it was"
                .formatted(failed.getMessage()));
      }
    }

    @Override
    public void began(CopyState.Beginning how, List<CopiedTable> tables) {
      home.tell(
          switch (how) {
            case ANEW -> "Copying " + tables.size() + " tables …";
            case CONTINUED -> "Continuing the interrupted copy of " + tables.size() + " tables …";
            case REPEATED ->
                "The home was used since the copy began; copying all "
                    + tables.size()
                    + " tables again …";
          });
    }

    @Override
    public void copied(CopiedTable table, CopyState.Progress progress) {
      if (System.nanoTime() - told > TOLD_EVERY_NANOS) {
        told = System.nanoTime();
        home.tell(String.format(Locale.ROOT, "%s: %,d rows …", table.name(), progress.copied()));
      }
    }

    @Override
    public void compared(Verdict verdict) {
      home.tell(
          verdict.equal()
              ? String.format(
                  Locale.ROOT,
                  "%-24s %,12d rows  %s  equal",
                  verdict.table(),
                  verdict.rows(),
                  verdict.sha256())
              : String.format(
                  Locale.ROOT,
                  "%-24s %,12d rows, copied %,d  %s %s  DIFFERENT: %s",
                  verdict.table(),
                  verdict.rows(),
                  verdict.copied(),
                  verdict.sha256(),
                  verdict.copiedSha256(),
                  verdict.difference()));
    }

    private void tell(Report report) {
      if (json) {
        home.print(Json.tree(report));
      }
      if (report.replaced() > 0) {
        home.tell(
            String.format(
                Locale.ROOT,
                "The character U+0000 was replaced by U+FFFD in %,d texts.",
                report.replaced()));
      }
      home.tell(outcome(report));
    }

    private static String outcome(Report report) {
      if (!report.equal()) {
        return "The copy differs, so the home stays with its SQLite file. Did something else write"
            + " into the database? Drop it, create it again, and run the command again.";
      }
      if (!report.switched()) {
        return "All tables are equal. The home stays with its SQLite file; run the command without"
            + " --no-switch, while the server is stopped, to move it.";
      }
      return "The home now uses "
          + report.database()
          + ", as node.properties says. If the server is started with --database or"
          + " CARILLON_DATABASE, change these to the same. The SQLite file is left as a copy of"
          + " this moment; remove it when you do not need it any more.";
    }
  }
}
