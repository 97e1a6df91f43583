package dev.carillon.cli.delivery;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.ProgressBar;
import dev.carillon.cli.terminal.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    try (ProgressBar progress = ProgressBar.on(remote.screen(), "")) {
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

  /** How a job is started: counted first, agreed to, then watched. */
  static final class JobOptions {

    private static final String NOTHING_FOUND = "Nothing matches the filter; nothing was done.";
    private static final String NOTHING_POSSIBLE = "Nothing was done.";

    @Option(
        names = "--dry-run",
        description = "Only counts what the command would do, and says what it cannot do and why.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Does not ask for confirmation.")
    private boolean yes;

    @Option(
        names = "--everything",
        description = "Selects everything; required if no filter is given.")
    private boolean everything;

    @Option(names = "--async", description = "Does not wait until the job ends; see carillon jobs.")
    private boolean async;

    @Option(names = "--rate", paramLabel = "N", description = "The maximum number per second.")
    private @Nullable Integer rate;

    /** Starts the job that the body describes and waits for its end. */
    ExitCode run(RemoteOptions remote, ObjectNode body) {
      Screen screen = remote.screen();
      if (everything) {
        body.put("everything", true);
      }
      if (rate != null) {
        body.put("ratePerSecond", rate);
      }
      JsonNode found =
          remote.server().send("POST", "/api/jobs", body.deepCopy().put("dryRun", true));
      DryRunText text = new DryRunText(body.path("kind").asText(), found);
      if (dryRun) {
        text.obstacles().forEach(screen::say);
        screen.show(found, text::count);
        return ExitCode.OK;
      }
      if (text.nothing()) {
        text.obstacles().forEach(screen::say);
        screen.say(text.any() ? NOTHING_POSSIBLE : NOTHING_FOUND);
        screen.result(found);
        return ExitCode.OK;
      }
      text.obstacles().forEach(screen::say);
      Confirmation.confirm(remote, yes, text.question());
      JsonNode job = remote.server().send("POST", "/api/jobs", body);
      if (async) {
        screen.show(job, () -> Screen.text(job.path("id")));
        return ExitCode.OK;
      }
      return JobsCommand.watched(remote, job.path("id").asText());
    }

    /**
     * What a job would do, in words: how many deliveries it would resend or cancel, and which it
     * could not.
     *
     * @param kind of the job
     * @param found what the server answered to its dry run
     */
    private record DryRunText(String kind, JsonNode found) {

      private static final int WEBHOOKS_SHOWN = 10;

      /** How many it would do; "+" where there may be more. */
      String count() {
        return eligible() + (found.path("more").asBoolean() ? "+" : "");
      }

      private long eligible() {
        // a recovery finds only what it can send
        return found.path(found.has("eligible") ? "eligible" : "count").asLong();
      }

      /** Whether the filter finds anything. */
      boolean any() {
        return found.path("count").asLong() > 0;
      }

      /** Whether it would do nothing at all. */
      boolean nothing() {
        return eligible() == 0 && !found.path("more").asBoolean();
      }

      String question() {
        return kind + ": " + count() + " deliveries. Continue?";
      }

      /** What it could not do, a line for each webhook and reason. */
      List<String> obstacles() {
        List<String> lines = new ArrayList<>();
        int more = 0;
        for (JsonNode webhook : found.path("webhooks")) {
          for (JsonNode obstacle : webhook.path("ineligible")) {
            if (lines.size() == WEBHOOKS_SHOWN) {
              more++;
            } else {
              lines.add(line(webhook, obstacle));
            }
          }
        }
        if (more > 0) {
          lines.add("… and " + more + " more webhooks; --json shows them");
        }
        return lines;
      }

      private String line(JsonNode webhook, JsonNode obstacle) {
        String id = webhook.path("id").asText();
        return obstacle.path("count").asText()
            + " to "
            + Screen.text(webhook.path("name"))
            + " cannot be "
            + (kind.equals("cancel") ? "cancelled" : "redelivered")
            + ": "
            + switch (obstacle.path("reason").asText()) {
              case "webhook_disabled" ->
                  "the webhook is disabled; enable it with: carillon webhooks enable " + id;
              case "webhook_removed" -> "the webhook was removed";
              case "pending" -> "they are pending and will be sent in any case";
              case "ended" -> "they have already ended";
              default -> obstacle.path("reason").asText();
            };
      }
    }
  }
}
