package dev.carillon.server.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.cli.Times;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose deliveries: those of the page Deliveries of the console. */
public final class FilterOptions {

  @Option(
      names = "--state",
      paramLabel = "STATES",
      description = "pending, delivered, exhausted, cancelled, missed; several with commas.")
  private String state = "";

  @Option(names = "--webhook", paramLabel = "ID", description = "For this webhook.")
  private String webhook = "";

  @Option(
      names = "--type",
      paramLabel = "TYPES",
      description = "Of these event types, such as 'asset_*'; several with commas.")
  private String type = "";

  @Option(
      names = "--code",
      paramLabel = "CODES",
      description = "Last answered so: 404, 5xx or 500-599; several with commas.")
  private String code = "";

  @Option(
      names = "--error",
      paramLabel = "CLASSES",
      description = "Last failed so, such as connect_refused; several with commas.")
  private String error = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Recorded then or later: a time, or how long ago, such as 2h.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Recorded before that.")
  private String until = "";

  @Option(names = "--asset", paramLabel = "ID", description = "About this asset.")
  private String asset = "";

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "With this text in payload or answer; needs --since.")
  private String text = "";

  /** As query parameters. */
  Map<String, String> query(Clock clock) {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "state", state);
    put(query, "webhook", webhook);
    put(query, "type", type);
    put(query, "code", code);
    put(query, "error", error);
    put(query, "asset", asset);
    put(query, "text", text);
    if (!since.isEmpty()) {
      query.put("from", Times.moment("--since", since, clock.instant()).toString());
    }
    if (!until.isEmpty()) {
      query.put("to", Times.moment("--until", until, clock.instant()).toString());
    }
    return query;
  }

  /** As the filter of a job. */
  ObjectNode filter(Clock clock) {
    ObjectNode filter = JsonNodeFactory.instance.objectNode();
    query(clock).forEach(filter::put);
    return filter;
  }

  private static void put(Map<String, String> query, String key, String value) {
    if (!value.isEmpty()) {
      query.put(key, value);
    }
  }
}
