package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /** Adds what is given. */
  void addTo(ObjectNode json) {
    if (format != null) {
      json.put("format", format);
    }
    if (source != null) {
      json.put("cloudEventsSource", source);
    }
  }
}
