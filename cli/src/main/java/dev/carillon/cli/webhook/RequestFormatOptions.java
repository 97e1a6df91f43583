package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a webhook's requests look. What is not given is not sent. */
final class RequestFormatOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "native, cloudevents-structured or cloudevents-binary: the form of the requests.")
  private @Nullable String format;

  @Option(
      names = "--cloudevents-source",
      paramLabel = "URI",
      description = "The source of CloudEvents; empty = the address of the server.")
  private @Nullable String source;

  @Option(
      names = "--signatures",
      split = ",",
      paramLabel = "KIND",
      description =
          "v1a: requests also have a signature by Ed25519; empty = only those with the secret.")
  private @Nullable List<String> signatures;

  @Option(
      names = "--event-type-versions",
      split = ",",
      paramLabel = "TYPE=N",
      description =
          "In which version of custom event types their events are sent, such as"
              + " acme.order.placed=1; empty = as they were recorded.")
  private @Nullable List<String> versions;

  /** Adds what is given. */
  void addTo(ObjectNode json) {
    if (format != null) {
      json.put("format", format);
    }
    if (source != null) {
      json.put("cloudEventsSource", source);
    }
    if (signatures != null) {
      ArrayNode kinds = json.putArray("signatures");
      signatures.stream().filter(kind -> !kind.isBlank()).forEach(kinds::add);
    }
    if (versions != null) {
      addVersions(versions, json.putObject("eventTypeVersions"));
    }
  }

  private static void addVersions(List<String> versions, ObjectNode json) {
    for (String each : versions) {
      int equals = each.indexOf('=');
      if (each.isBlank()) {
        continue;
      }
      if (equals < 1 || !each.substring(equals + 1).matches("[0-9]{1,4}")) {
        throw new Failure(
            ExitCode.USAGE,
            "--event-type-versions is '"
                + each
                + "', but must be TYPE=N, such as acme.order.placed=1");
      }
      json.put(each.substring(0, equals), Integer.parseInt(each.substring(equals + 1)));
    }
  }
}
