package dev.carillon.server.operations.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.TimeArguments;
import dev.carillon.server.platform.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon audit}; each method is a command. */
@Command(
    name = "audit",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon audit list --action createWebhook%n",
    description = "Lists audit entries, and verifies that the audit log was not changed.")
public final class AuditCommand {

  @Command(
      name = "list",
      headerHeading = "Example: carillon audit list --actor ann --since 24h%n",
      description = "Lists audit entries, newest first.")
  void list(
      @Mixin RemoteOptions remote,
      @Mixin Filter filter,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit) {
    Screen screen = remote.screen();
    AuditObjects objects = new AuditObjects(remote.server());
    Listing listing =
        new Listing(
            screen,
            entry -> row(entry, objects.words(entry)),
            "id",
            "at",
            "actor",
            "address",
            "action",
            "object",
            "result",
            "count");
    List<JsonNode> shown = new ArrayList<>();
    boolean more =
        PagedList.each(
            remote.server(),
            "/api/audit",
            filter.query(Instant.now()),
            limit,
            screen.json() ? listing::add : shown::add);
    objects.ask(shown);
    shown.forEach(listing::add);
    listing.end();
    if (more) {
      screen.say("There are more results; raise --limit or narrow the filter.");
    }
  }

  @Command(
      name = "verify",
      headerHeading = "Example: carillon audit verify --offline --home /srv/carillon%n",
      description = {
        "Verifies that no audit entry was changed, added or removed.",
        "Without --offline it also hashes the attempts of the delivery log again that were hashed"
            + " because the property proofs is on, and names those that were changed, added or"
            + " removed.",
        "Exits with 1 if one was, and reports the first one."
      })
  int verify(
      @Mixin RemoteOptions remote,
      @Mixin OfflineOptions offline,
      @Option(
              names = "--offline",
              description = "Works on the home (--home, --database), while no server runs.")
          boolean without) {
    if (without) {
      return offline.run((held, out) -> told(remote.screen(), Json.tree(held.verifyAudit())));
    }
    int entries = told(remote.screen(), remote.server().send("POST", "/api/audit/verify"));
    try {
      return Math.max(entries, deliveries(remote));
    } catch (Failure refused) {
      if (refused.code() != ExitCode.AUTH) {
        throw refused;
      }
      remote.screen().say("The delivery log was not checked: " + refused.message());
      return entries;
    }
  }

  /** Checks what proofs are made of, some segments at a time. */
  private static int deliveries(RemoteOptions remote) {
    ObjectNode all = JsonNodeFactory.instance.objectNode().put("intact", true);
    ArrayNode differences = all.putArray("differences");
    long segments = 0;
    long attempts = 0;
    String after = "0";
    do {
      JsonNode some = remote.server().get("/api/deliveries/proofs/check", Map.of("after", after));
      segments += some.path("segments").asLong();
      attempts += some.path("attempts").asLong();
      some.path("differences").forEach(differences::add);
      after = some.path("next").asText("");
    } while (!after.isEmpty() && !after.equals("null"));
    if (segments == 0 && differences.isEmpty()) {
      return ExitCode.OK.number();
    }
    all.put("intact", differences.isEmpty()).put("segments", segments).put("attempts", attempts);
    remote.screen().show(all, () -> told(all));
    return (differences.isEmpty() ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  private static String told(JsonNode all) {
    if (all.path("intact").asBoolean()) {
      return "Intact: %s attempts in %s segments of the delivery log"
          .formatted(all.path("attempts").asText(), all.path("segments").asText());
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode each : all.path("differences")) {
      String where =
          each.path("delivery").isTextual()
              ? "Delivery %s, attempt %s"
                  .formatted(Screen.text(each.path("delivery")), Screen.text(each.path("attempt")))
              : "Segment " + Screen.text(each.path("segment"));
      lines.add(where + ": " + Screen.text(each.path("says")));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static int told(Screen screen, JsonNode verdict) {
    boolean intact = verdict.path("intact").asBoolean();
    screen.show(
        verdict,
        () ->
            intact
                ? "Intact: " + verdict.path("checked").asLong() + " entries"
                : "Broken at entry "
                    + Screen.text(verdict.at("/broken/id"))
                    + ": "
                    + Screen.text(verdict.at("/broken/says")));
    return (intact ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  private static List<String> row(JsonNode entry, String object) {
    List<String> row =
        new ArrayList<>(Screen.texts(entry, "id", "at", "actor", "address", "action"));
    row.add(object);
    row.addAll(Screen.texts(entry, "result", "count"));
    return row;
  }

  /** The options that choose audit entries: those of the page Audit log of the console. */
  static final class Filter {

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

    /** As query parameters. */
    Map<String, String> query(Instant now) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("actor", actor);
      query.put("action", action);
      query.put("objectType", type);
      query.put("object", object);
      query.put("result", result);
      query.put(
          "from", since.isEmpty() ? "" : TimeArguments.moment("--since", since, now).toString());
      query.put(
          "to", until.isEmpty() ? "" : TimeArguments.moment("--until", until, now).toString());
      query.values().removeIf(String::isEmpty);
      return query;
    }
  }
}
