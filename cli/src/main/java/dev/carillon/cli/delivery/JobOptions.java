package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
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
