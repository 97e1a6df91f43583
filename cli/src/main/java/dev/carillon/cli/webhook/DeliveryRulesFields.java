package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about retries of a webhook, and about what becomes of it when they fail. */
final class DeliveryRulesFields {

  @Option(
      names = "--retry-delays",
      split = ",",
      paramLabel = "DELAY",
      description =
          "The delays before each retry, 1s to 48h, e.g. 1s,30s,5m; '' = the server's schedule.")
  private @Nullable List<String> retryDelays;

  @Option(
      names = "--retried-statuses",
      split = ",",
      paramLabel = "STATUS",
      description = "4xx statuses to retry as 5xx are, e.g. 408,425,429; '' = none.")
  private @Nullable List<String> retriedStatuses;

  @Option(
      names = "--failing-after",
      paramLabel = "N",
      description = "Failures in a row until the webhook is shown as failing; 0 = 5.")
  private @Nullable Integer failingAfter;

  @Option(
      names = "--disable-after",
      paramLabel = "N",
      description =
          "Failed attempts within 10 seconds that disable the webhook; -1 = never,"
              + " 0 = the server's default.")
  private @Nullable Integer disableAfter;

  @Option(
      names = "--disable-on-gone",
      paramLabel = "WHETHER",
      description =
          "true or false: whether a 410 response disables the webhook;"
              + " default = as the server says.")
  private @Nullable String disableOnGone;

  @Option(
      names = "--adaptive-concurrency",
      paramLabel = "WHETHER",
      description =
          "true or false: whether a failing webhook gets one request at a time until one succeeds.")
  private @Nullable String adaptiveConcurrency;

  @Option(
      names = "--recover-automatically",
      paramLabel = "WHETHER",
      description =
          "true or false: whether a webhook that failures disabled is pinged, enabled after a 2xx"
              + " response, and sent what it missed.")
  private @Nullable String recoverAutomatically;

  /** Adds what is given. */
  void addTo(ObjectNode json) {
    if (retryDelays != null) {
      ArrayNode delays = json.putArray("retryDelays");
      retryDelays.stream().map(String::strip).filter(it -> !it.isEmpty()).forEach(delays::add);
    }
    if (retriedStatuses != null) {
      ArrayNode statuses = json.putArray("retriedStatuses");
      retriedStatuses.stream()
          .map(String::strip)
          .filter(it -> !it.isEmpty())
          .forEach(it -> statuses.add(status(it)));
    }
    if (failingAfter != null) {
      json.put("failingAfter", failingAfter);
    }
    if (disableAfter != null) {
      json.put("disableAfter", disableAfter);
    }
    if ("default".equals(disableOnGone)) {
      json.putNull("disableOnGone");
    } else {
      flag(json, "disableOnGone", "--disable-on-gone", disableOnGone);
    }
    flag(json, "adaptiveConcurrency", "--adaptive-concurrency", adaptiveConcurrency);
    flag(json, "recoverAutomatically", "--recover-automatically", recoverAutomatically);
  }

  private static int status(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException noNumber) {
      throw new Failure(
          ExitCode.USAGE,
          "--retried-statuses: '"
              + text
              + "' is not a status; use numbers from 400 to 499, e.g. 408,425,429");
    }
  }

  private static void flag(ObjectNode json, String field, String option, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (!value.equals("true") && !value.equals("false")) {
      boolean gone = option.equals("--disable-on-gone");
      throw new Failure(
          ExitCode.USAGE,
          option
              + ": '"
              + value
              + "' must be "
              + (gone ? "true, false or default" : "true or false"));
    }
    json.put(field, value.equals("true"));
  }
}
