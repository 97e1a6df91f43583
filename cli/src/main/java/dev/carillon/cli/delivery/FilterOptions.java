package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.TimeArguments;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose deliveries: those of the page Deliveries of the console. */
public final class FilterOptions extends TailOptions {

  @Option(
      names = "--code",
      paramLabel = "CODES",
      description =
          "HTTP status of the last response: 404, 5xx or 500-599; separate several with"
              + " commas.")
  private String code = "";

  @Option(
      names = "--error",
      paramLabel = "CLASSES",
      description =
          "Error class of the last attempt, such as connect_refused; separate several with"
              + " commas.")
  private String error = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Recorded since then: a time, or how long ago, such as 2h.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Recorded before this time.")
  private String until = "";

  @Option(names = "--asset", paramLabel = "ID", description = "The id of the asset.")
  private String asset = "";

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Text in the payload or in a response; needs --since.")
  private String text = "";

  /** As query parameters. */
  Map<String, String> query(Clock clock) {
    Map<String, String> query = query();
    put(query, "code", code);
    put(query, "error", error);
    put(query, "asset", asset);
    put(query, "text", text);
    if (!since.isEmpty()) {
      query.put("from", TimeArguments.moment("--since", since, clock.instant()).toString());
    }
    if (!until.isEmpty()) {
      query.put("to", TimeArguments.moment("--until", until, clock.instant()).toString());
    }
    return query;
  }

  /** As the filter of a job. */
  ObjectNode filter(Clock clock) {
    ObjectNode filter = JsonNodeFactory.instance.objectNode();
    query(clock).forEach(filter::put);
    return filter;
  }
}
