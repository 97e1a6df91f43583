package dev.carillon.server.operations.offline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon index}: what can be done with the search index. */
@Command(
    name = "index",
    headerHeading = "Example: carillon index rebuild --home /srv/carillon%n",
    description = "Manages the search index.",
    mixinStandardHelpOptions = true,
    subcommands = IndexCommand.Rebuild.class,
    synopsisSubcommandLabel = "COMMAND")
public final class IndexCommand {

  /** {@code carillon index rebuild}. */
  @Command(
      name = "rebuild",
      headerHeading = "Example: carillon index rebuild --home /srv/carillon%n",
      description = {
        "Rebuilds the search index from the database, while no server runs.",
        "You can interrupt it at any time: the old index stays until the new one is complete.",
        "With search=opensearch:… the next start builds a new index while the old one serves."
      },
      mixinStandardHelpOptions = true)
  static final class Rebuild implements Callable<Integer> {

    private static final long TOLD_EVERY_NANOS = 2_000_000_000;

    @Mixin private OfflineOptions options = new OfflineOptions();

    @Option(names = "--json", description = "Prints the result as a JSON object.")
    private boolean json;

    private long told = System.nanoTime();

    @Override
    public Integer call() {
      return options.run(this::rebuild);
    }

    private int rebuild(StoppedHome offline, PrintWriter out) {
      long[] count = {0};
      PrintWriter err = options.err();
      boolean built =
          offline.rebuildIndex(
              (done, total) -> {
                count[0] = done;
                if (System.nanoTime() - told > TOLD_EVERY_NANOS) {
                  told = System.nanoTime();
                  err.printf(Locale.ROOT, "%,d of %,d%n", done, total);
                  err.flush();
                }
              });
      if (json) {
        out.println(
            built
                ? JsonNodeFactory.instance.objectNode().put("assets", count[0])
                : JsonNodeFactory.instance.objectNode().put("atNextStart", true));
      } else if (!built) {
        out.println(
            "The next start builds a new index on OpenSearch; searches ask the old one until then");
      } else {
        out.printf(Locale.ROOT, "The search index is built: %,d assets%n", count[0]);
      }
      out.flush();
      return 0;
    }
  }
}
