package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.WebhookLookup;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.TimeArguments;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon fix}: brings a receiver back. */
@Command(
    name = "fix",
    headerHeading = "Example: carillon fix orders%n",
    description = {
      "Sends a test to a webhook, enables it, sends what it missed and redelivers what failed"
          + " (as a job).",
      "If the test fails, nothing else is done. A webhook whose events are fetched gets no test."
          + " Exits with 1 if a step fails."
    })
public final class FixCommand implements Callable<Integer> {

  private final Clock clock = Clock.systemUTC();

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(paramLabel = "WEBHOOK", description = "The webhook, by id or name.")
  private String webhook = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Events recorded since then: a time, or how long ago, such as 2d (default: when the"
              + " webhook was disabled, an hour before the last successful delivery, or"
              + " a day ago, whichever is the earliest).")
  private String since = "";

  @Option(names = "--async", description = "Does not wait until the job ends; see carillon jobs.")
  private boolean async;

  @Override
  public Integer call() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", "fix");
    body.put("webhook", WebhookLookup.id(remote.server(), webhook));
    if (!since.isEmpty()) {
      body.put("since", TimeArguments.moment("--since", since, clock.instant()).toString());
    }
    JsonNode job = remote.server().send("POST", "/api/jobs", body);
    Screen screen = remote.screen();
    if (async) {
      screen.show(job, () -> Screen.text(job.path("id")));
      return ExitCode.OK.number();
    }
    return JobsCommand.watched(remote, job.path("id").asText()).number();
  }
}
