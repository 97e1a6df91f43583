package dev.carillon.server.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Screen;
import dev.carillon.server.cli.remote.Questions;
import dev.carillon.server.cli.remote.RemoteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a job is started: counted first, agreed to, then watched. */
public final class JobOptions {

  @Option(names = "--dry-run", description = "Only counts what would be done.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Without asking.")
  private boolean yes;

  @Option(names = "--everything", description = "Needed where no filter is given.")
  private boolean everything;

  @Option(names = "--async", description = "Does not wait for the end; see carillon jobs.")
  private boolean async;

  @Option(names = "--rate", paramLabel = "N", description = "At most so many in a second.")
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
    String count = found.path("count").asText() + (found.path("more").asBoolean() ? "+" : "");
    if (dryRun) {
      screen.show(found, () -> count);
      return ExitCode.OK;
    }
    if (found.path("count").asLong() == 0 && !found.path("more").asBoolean()) {
      screen.say("Nothing is found by that filter; nothing was done.");
      screen.result(found);
      return ExitCode.OK;
    }
    String verb = body.path("kind").asText();
    Questions.confirm(remote, yes, verb + ": " + count + " deliveries. Go on?");
    JsonNode job = remote.server().send("POST", "/api/jobs", body);
    if (async) {
      screen.show(job, () -> Screen.text(job.path("id")));
      return ExitCode.OK;
    }
    return JobsCommand.watched(remote, job.path("id").asText());
  }
}
