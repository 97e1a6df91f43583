package dev.carillon.cli.delivery;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.EventStream;
import dev.carillon.cli.remote.EventTypeNames;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.WebhookLookup;
import dev.carillon.cli.terminal.Destination;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.TimeArguments;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code carillon deliveries}; each method is a command. The columns of its list are {@link
 * DeliveryLines#HEADINGS}, and {@link DeliveryLines#row} has their values.
 */
@Command(
    name = "deliveries",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon deliveries list --state exhausted --since 24h%n",
    description = "Lists and proves deliveries; redelivers, retries, cancels and recovers them.")
public final class DeliveriesCommand {

  private static final String PATH = "/api/deliveries";

  private final Clock clock = Clock.systemUTC();

  @Command(
      name = "list",
      headerHeading =
          "Example: carillon deliveries list --webhook 2n-UzMFgate9nAwg8zLXCs --code 5xx%n",
      description = "Lists deliveries, newest first.")
  void list(
      @Mixin RemoteOptions remote,
      @Mixin FilterOptions filter,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "The maximum number of results (default: 50).")
          int limit) {
    Screen screen = remote.screen();
    EventFacts facts = new EventFacts(remote.server());
    Listing listing =
        new Listing(
            screen, each -> DeliveryLines.row(each, facts.of(each)), DeliveryLines.HEADINGS);
    List<JsonNode> shown = new ArrayList<>();
    Map<String, String> query = filter.query(remote, clock);
    boolean more;
    try {
      more =
          PagedList.each(
              remote.server(), PATH, query, limit, screen.json() ? listing::add : shown::add);
    } catch (Failure later) {
      // of a later page: what came before it is shown
      if (!shown.isEmpty()) {
        shown.forEach(listing::add);
        listing.end();
      }
      throw later;
    }
    facts.ask(shown);
    shown.forEach(listing::add);
    listing.end();
    if (more) {
      screen.say("There are more results; raise --limit or narrow the filter.");
    }
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon deliveries get 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Shows a delivery with its payload, and request and response of each attempt.")
  void get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    JsonNode delivery = remote.server().get(PATH + "/" + part(id), Map.of());
    String about = new EventFacts(remote.server()).ofNew(delivery);
    remote.screen().show(delivery, () -> DeliveryLines.whole(remote.screen(), delivery, about));
  }

  @Command(
      name = "events",
      headerHeading = "Example: carillon deliveries events 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Lists the events of a batch, in the order of its array.")
  void events(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    JsonNode events = remote.server().get(PATH + "/" + part(id) + "/events", Map.of());
    Screen screen = remote.screen();
    Listing listing = new Listing(screen, DeliveryLines::event, DeliveryLines.EVENT_HEADINGS);
    events.path("items").forEach(listing::add);
    listing.end();
    if (events.path("more").asBoolean()) {
      screen.say("There are more events.");
    }
    if (events.path("splitOf").isTextual()) {
      screen.say(
          "A half of the batch " + events.path("splitOf").asText() + ", which was too large.");
    }
  }

  @Command(
      name = "prove",
      headerHeading = "Example: carillon deliveries prove 0F7s2FxLqpAkV3dVn0d2Rb -o proof.json%n",
      description = {
        "Writes a file that shows what was sent in an attempt and what the response was.",
        "carillon verify-proof checks it without a server. An attempt can be proved about two"
            + " minutes after its delivery has ended, if the property proofs is on."
      })
  void prove(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--attempt",
              paramLabel = "N",
              defaultValue = "",
              description = "The number of the attempt (default: the last one).")
          String attempt,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              defaultValue = "-",
              description = "The file to write to; - is standard output.")
          String output) {
    Map<String, String> query = attempt.isEmpty() ? Map.of() : Map.of("attempt", attempt);
    JsonNode proof = remote.server().get(PATH + "/" + part(id) + "/proof", query);
    byte[] bytes = (proof + "\n").getBytes(StandardCharsets.UTF_8);
    new Destination(output).write(remote.screen(), "bytes", (out, progress) -> out.write(bytes));
  }

  @Command(
      name = "tail",
      headerHeading = "Example: carillon deliveries tail --webhook 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Shows deliveries as they change, until you stop the command.")
  void tail(@Mixin RemoteOptions remote, @Mixin TailOptions filter) {
    Screen screen = remote.screen();
    Map<String, String> query = filter.query(remote);
    query.computeIfPresent(
        "type",
        (key, types) ->
            String.join(",", EventTypeNames.of(remote.server()).meant("--type", types)));
    EventFacts facts = new EventFacts(remote.server());
    new EventStream(remote.server(), "/api/streams/deliveries", query, screen)
        .forEach(
            delivery -> {
              screen.show(
                  delivery, () -> DeliveryLines.line(screen, delivery, facts.ofNew(delivery)));
              return true;
            });
  }

  @Command(
      name = "resend",
      headerHeading =
          "Examples: carillon deliveries resend 0F7s2FxLqpAkV3dVn0d2Rb%n"
              + "          carillon deliveries resend --state exhausted --since 24h --dry-run%n",
      description = "Redelivers one ended delivery, or all that match the filter (as a job).")
  int resend(
      @Mixin RemoteOptions remote,
      @Mixin FilterOptions filter,
      @Mixin JobsCommand.JobOptions job,
      @Parameters(arity = "0..1", paramLabel = "ID", defaultValue = "") String id) {
    if (id.isEmpty()) {
      return job.run(remote, body(remote, "resend", filter)).number();
    }
    return one(remote, filter, id, "/redeliveries");
  }

  @Command(
      name = "retry",
      headerHeading = "Example: carillon deliveries retry 0F7s2FxLqpAkV3dVn0d2Rb%n",
      description = "Makes the next attempt of a pending delivery now.")
  void retry(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    changed(remote, id, "/retry");
  }

  @Command(
      name = "cancel",
      headerHeading =
          "Examples: carillon deliveries cancel 0F7s2FxLqpAkV3dVn0d2Rb%n"
              + "          carillon deliveries cancel --webhook 2n-UzMFgate9nAwg8zLXCs --dry-run%n",
      description = "Cancels one pending delivery, or all that match the filter (as a job).")
  int cancel(
      @Mixin RemoteOptions remote,
      @Mixin FilterOptions filter,
      @Mixin JobsCommand.JobOptions job,
      @Parameters(arity = "0..1", paramLabel = "ID", defaultValue = "") String id) {
    if (id.isEmpty()) {
      return job.run(remote, body(remote, "cancel", filter)).number();
    }
    return one(remote, filter, id, "/cancellation");
  }

  @Command(
      name = "recover",
      headerHeading =
          "Example: carillon deliveries recover --webhook 2n-UzMFgate9nAwg8zLXCs --since 2d"
              + " --dry-run%n",
      description = {
        "Sends the events that a webhook missed (as a job).",
        "A webhook misses the events that are recorded while it is disabled, or before"
            + " it is registered."
      })
  int recover(
      @Mixin RemoteOptions remote,
      @Mixin JobsCommand.JobOptions job,
      @Option(
              names = "--webhook",
              paramLabel = "NAME",
              required = true,
              description = "The webhook that missed events, by name or id.")
          String webhook,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              required = true,
              description = "Events recorded since then: a time, or how long ago, such as 2d.")
          String since) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", "recover");
    body.put("webhook", WebhookLookup.id(remote.server(), webhook));
    body.put("since", TimeArguments.moment("--since", since, clock.instant()).toString());
    return job.run(remote, body).number();
  }

  @Command(
      name = "export",
      headerHeading =
          "Examples: carillon deliveries export --format csv --since 7d > deliveries.csv%n"
              + "          carillon deliveries export --text invoice --since 90d -o found.ndjson%n",
      description = {
        "Writes all deliveries that match the filter to standard output or to a file.",
        "If the output goes to a file, a terminal shows the progress. --text searches"
            + " all deliveries that match the other options, however long that takes."
      })
  void export(
      @Mixin RemoteOptions remote,
      @Mixin FilterOptions filter,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              defaultValue = "ndjson",
              description = "The format: ndjson or csv (default: ndjson).")
          String format,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              defaultValue = "-",
              description = "The file to write to; - is standard output.")
          String output) {
    Export export = new Export(remote.server(), filter.query(remote, clock), format);
    new Destination(output).write(remote.screen(), "deliveries", export::to);
  }

  private ObjectNode body(RemoteOptions remote, String kind, FilterOptions filter) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", kind);
    body.set("filter", filter.filter(remote, clock));
    return body;
  }

  private int one(RemoteOptions remote, FilterOptions filter, String id, String what) {
    if (!filter.query(remote, clock).isEmpty()) {
      throw new Failure(ExitCode.USAGE, "give either an id or a filter, not both");
    }
    changed(remote, id, what);
    return ExitCode.OK.number();
  }

  private static void changed(RemoteOptions remote, String id, String what) {
    JsonNode delivery = remote.server().send("POST", PATH + "/" + part(id) + what);
    Screen screen = remote.screen();
    screen.show(
        delivery,
        () ->
            DeliveryLines.line(screen, delivery, new EventFacts(remote.server()).ofNew(delivery)));
  }

  /** The options that choose deliveries: those of the page Deliveries of the console. */
  static final class FilterOptions extends TailOptions {

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
    Map<String, String> query(RemoteOptions remote, Clock clock) {
      Map<String, String> query = query(remote);
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
    ObjectNode filter(RemoteOptions remote, Clock clock) {
      ObjectNode filter = JsonNodeFactory.instance.objectNode();
      query(remote, clock).forEach(filter::put);
      return filter;
    }
  }

  /** The options that choose deliveries as they change. */
  static class TailOptions {

    @Option(
        names = "--state",
        paramLabel = "STATES",
        description =
            "pending, delivered, `exhausted` (failed), cancelled or missed; separate"
                + " several with commas.")
    private String state = "";

    @Option(names = "--webhook", paramLabel = "NAME", description = "The webhook, by name or id.")
    private String webhook = "";

    @Option(
        names = "--type",
        paramLabel = "TYPES",
        description = "Event types, such as 'asset_*'; separate several with commas.")
    private String type = "";

    /** As query parameters. */
    final Map<String, String> query(RemoteOptions remote) {
      Map<String, String> query = new LinkedHashMap<>();
      put(query, "state", state);
      if (!webhook.isEmpty()) {
        query.put("webhook", WebhookLookup.id(remote.server(), webhook));
      }
      put(query, "type", type);
      return query;
    }

    static void put(Map<String, String> query, String key, String value) {
      if (!value.isEmpty()) {
        query.put(key, value);
      }
    }
  }
}
