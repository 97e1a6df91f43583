package dev.carillon.cli.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose deliveries as they change. */
public class TailOptions {

  @Option(
      names = "--state",
      paramLabel = "STATES",
      description =
          "pending, delivered, `exhausted` (failed), cancelled or missed; separate"
              + " several with commas.")
  private String state = "";

  @Option(names = "--webhook", paramLabel = "ID", description = "The id of the webhook.")
  private String webhook = "";

  @Option(
      names = "--type",
      paramLabel = "TYPES",
      description = "Event types, such as 'asset_*'; separate several with commas.")
  private String type = "";

  /** As query parameters. */
  final Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "state", state);
    put(query, "webhook", webhook);
    put(query, "type", type);
    return query;
  }

  static void put(Map<String, String> query, String key, String value) {
    if (!value.isEmpty()) {
      query.put(key, value);
    }
  }
}
