package dev.carillon.server.operations.offline;

import dev.carillon.cli.terminal.TimeArguments;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose audit entries: those of the page Audit log of the console. */
final class AuditOptions {

  @Option(names = "--actor", paramLabel = "NAME", description = "Only entries of this user.")
  private String actor = "";

  @Option(
      names = "--action",
      paramLabel = "ID",
      description = "Only this operation, such as createWebhook.")
  private String action = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only objects of this type: webhook, property, user, group, asset, …")
  private String type = "";

  @Option(names = "--object", paramLabel = "ID", description = "Only the object with this id.")
  private String object = "";

  @Option(
      names = "--result",
      paramLabel = "RESULT",
      description = "Only this result: done, refused or failed.")
  private String result = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Written since then: a time, or how long ago, such as 2h.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Written before this time.")
  private String until = "";

  /** Used by the command line only. */
  AuditOptions() {}

  /** As query parameters. */
  Map<String, String> query(Instant now) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("actor", actor);
    query.put("action", action);
    query.put("objectType", type);
    query.put("object", object);
    query.put("result", result);
    query.put("from", since.isEmpty() ? "" : TimeArguments.moment("--since", since, now).toString());
    query.put("to", until.isEmpty() ? "" : TimeArguments.moment("--until", until, now).toString());
    query.values().removeIf(String::isEmpty);
    return query;
  }
}
