package dev.carillon.cli.delivery;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.Progress;
import dev.carillon.cli.terminal.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon jobs}; each method is a command. */
@Command(
    name = "jobs",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon jobs list%n",
    description = "Lists and stops jobs: redeliveries, recoveries, bulk changes of assets.")
public final class JobsCommand {

  private static final Duration PAUSE = Duration.ofMillis(500);

  @Command(
      name = "list",
      headerHeading = "Example: carillon jobs list --json%n",
      description = "Lists jobs, newest first.")
  void list(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit) {
    Listing listing =
        new Listing(
            remote.screen(),
            JobsCommand::row,
            "created",
            "kind",
            "state",
            "processed",
            "failed",
            "by",
            "id");
    PagedList.each(remote.server(), "/api/jobs", Map.of(), limit, listing::add);
    listing.end();
  }

  private static List<String> row(JsonNode job) {
    List<String> row =
        new ArrayList<>(
            Screen.texts(job, "createdAt", "kind", "state", "failed", "createdBy", "id"));
    row.add(3, Screen.text(job.path("processed")) + " of " + Screen.text(job.path("total")));
    return row;
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon jobs get 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Shows a job and its report.")
  void get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    remote.screen().showFacts(remote.server().get("/api/jobs/" + part(id), Map.of()));
  }

  @Command(
      name = "watch",
      headerHeading = "Example: carillon jobs watch 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Shows the progress until the job ends. Exits with 1 if the job failed.")
  int watch(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    return watched(remote, id).number();
  }

  @Command(
      name = "stop",
      headerHeading = "Example: carillon jobs stop 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Stops a job after the current batch; completed work is not undone.")
  void stop(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    remote.screen().showFacts(remote.server().send("POST", "/api/jobs/" + part(id) + "/stop"));
  }

  /** Waits for a job's end and prints its report. */
  static ExitCode watched(RemoteOptions remote, String id) {
    Screen screen = remote.screen();
    JsonNode job = ended(remote, id);
    screen.showFacts(job);
    return job.path("state").asText().equals("done") ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static JsonNode ended(RemoteOptions remote, String id) {
    try (Progress progress = Progress.on(remote.screen(), "")) {
      while (true) {
        JsonNode job = remote.server().get("/api/jobs/" + part(id), Map.of());
        progress.at(job.path("processed").asLong(), job.path("total").asLong());
        String state = job.path("state").asText();
        if (!state.equals("running") && !state.equals("stopping")) {
          return job;
        }
        if (!Pause.of(PAUSE)) {
          throw new Failure(
              ExitCode.FAILURE, "interrupted; the job continues: carillon jobs get " + id);
        }
      }
    }
  }
}
