package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a webhook's events are held and sent together. */
final class GroupingOptions {

  @Option(
      names = "--debounce-seconds",
      paramLabel = "N",
      description =
          "Holds the events of an asset until none came for so long, 1–86400, and sends the latest"
              + " state; 0 = sends each event.")
  private @Nullable Integer debounceSeconds;

  @Option(
      names = "--max-wait-seconds",
      paramLabel = "N",
      description =
          "Holds no event longer because of --debounce-seconds, up to 604800; 0 = ten times"
              + " --debounce-seconds.")
  private @Nullable Integer maxWaitSeconds;

  @Option(
      names = "--batch-events",
      paramLabel = "N",
      description =
          "Sends up to so many events with one request, 2–1000; needs --batch-seconds. 0 = no"
              + " batches.")
  private @Nullable Integer batchEvents;

  @Option(
      names = "--batch-seconds",
      paramLabel = "N",
      description = "Sends a batch at the latest so long after its first event, 1–3600.")
  private @Nullable Integer batchSeconds;

  /** Adds what is given. */
  void addTo(ObjectNode json) {
    if (debounceSeconds != null) {
      json.put("debounceSeconds", debounceSeconds);
    }
    if (maxWaitSeconds != null) {
      json.put("maxWaitSeconds", maxWaitSeconds);
    }
    if (batchEvents != null && batchEvents == 0 && batchSeconds == null) {
      json.putNull("batch");
    } else if (batchEvents != null && batchSeconds != null) {
      json.putObject("batch").put("maxEvents", batchEvents).put("maxSeconds", batchSeconds);
    } else if (batchEvents != null || batchSeconds != null) {
      throw new Failure(
          ExitCode.USAGE,
          "give --batch-events and --batch-seconds together, or --batch-events 0 for no batches");
    }
  }
}
