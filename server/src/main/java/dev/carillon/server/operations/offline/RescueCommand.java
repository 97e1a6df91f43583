package dev.carillon.server.operations.offline;

import dev.carillon.server.assets.rescue.RescueReport;
import dev.carillon.server.platform.http.Json;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon rescue}: makes assets again whose database is lost. */
@Command(
    name = "rescue",
    headerHeading = "Example: carillon rescue --home /srv/carillon --dry-run%n",
    description = {
      "Restores assets that the database has lost from the file store, while no server runs.",
      "The assets get their ids, files and versions back, but not the values that were"
          + " only in the database. What is in the database stays unchanged. Exits with 1 if"
          + " a file or a record is damaged."
    },
    mixinStandardHelpOptions = true)
public final class RescueCommand implements Callable<Integer> {

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Option(names = "--dry-run", description = "Only reports what the command would do.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Prints the report as a JSON object, and the list of assets as messages.")
  private boolean json;

  @Override
  public Integer call() {
    return options.run(StoppedHome.Need.FILES, this::rescue);
  }

  private int rescue(StoppedHome offline, PrintWriter out) {
    RescueReport report = offline.rescue(dryRun, (json ? options.err() : out)::println);
    if (json) {
      options.err().flush();
      out.println(Json.tree(report));
      out.flush();
      return report.clean() ? 0 : 1;
    }
    out.printf(
        Locale.ROOT,
        "%s %,d, not lost %,d, lost %,d; files damaged %,d, missing %,d; records unreadable %,d%n",
        dryRun ? "Would be rescued" : "Rescued",
        report.rescued(),
        report.there(),
        report.lost(),
        report.damaged(),
        report.missing(),
        report.unreadable());
    out.flush();
    return report.clean() ? 0 : 1;
  }
}
