package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a job is started: counted first, agreed to, then watched. */
public final class JobOptions {

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
    JsonNode found = remote.server().send("POST", "/api/jobs", body.deepCopy().put("dryRun", true));
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
}
