package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon webhooks}; each method is a command. */
@Command(
    name = "webhooks",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon webhooks list%n",
    description = "Lists, registers, changes and tests webhooks.")
public final class WebhooksCommand {

  private static final String ADMIN = "/services/admin/webhook";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Command(
      name = "list",
      headerHeading = "Example: carillon webhooks list --json%n",
      description = "Lists all webhooks and their health.")
  void list(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            WebhooksCommand::row,
            "id",
            "name",
            "health",
            "backlog",
            "success 24 h",
            "url");
    remote.server().get("/api/webhooks", Map.of()).forEach(listing::add);
    listing.end();
  }

  private static List<String> row(JsonNode webhook) {
    List<String> row =
        new ArrayList<>(Screen.texts(webhook, "id", "name", "health", "backlog", "url"));
    if (webhook.path("heldUntil").isTextual()) {
      row.set(2, row.get(2) + ", held by the receiver until " + webhook.path("heldUntil").asText());
    }
    row.set(3, row.get(3) + (webhook.path("backlogMore").asBoolean() ? "+" : ""));
    row.add(row.size() - 1, percent(webhook.path("successRate24h")));
    return row;
  }

  private static String percent(JsonNode rate) {
    return rate.isNumber() ? Math.round(rate.asDouble() * 1000) / 10.0 + " %" : "–";
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon webhooks get 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Shows a webhook; its secret only with --show-secret.")
  void get(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--show-secret", description = "Prints the secret too.") boolean secret) {
    shown(remote, remote.server().get(ADMIN + "/" + part(id), Map.of()), secret);
  }

  @Command(
      name = "create",
      headerHeading =
          "Example: carillon webhooks create --name orders --url https://example.com/hook \\%n"
              + "           --events asset_create,asset_remove --show-secret%n",
      description = "Registers a webhook.")
  void create(
      @Mixin RemoteOptions remote,
      @Mixin WebhookFields fields,
      @Mixin WebhookDryRun dryRun,
      @Option(names = "--show-secret", description = "Prints the secret too.") boolean secret) {
    if (dryRun.asked()) {
      dryRun.show(remote, "", fields.whole());
      return;
    }
    shown(remote, remote.server().send("POST", ADMIN, fields.whole()), secret);
  }

  @Command(
      name = "update",
      headerHeading =
          "Example: carillon webhooks update 2n-UzMFgate9nAwg8zLXCs --max-per-second 10%n",
      description = "Changes the given fields of a webhook; the others stay as they are.")
  void update(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Mixin WebhookFields fields,
      @Mixin WebhookDryRun dryRun) {
    fields.requireSome();
    JsonNode before = remote.server().get(ADMIN + "/" + part(id), Map.of());
    ObjectNode changes = fields.given(before.path("foldersAndQuery"));
    if (dryRun.asked()) {
      dryRun.show(remote, id, changes);
      return;
    }
    shown(remote, remote.server().send("POST", ADMIN + "/" + part(id), changes), false);
  }

  @Command(
      name = "enable",
      headerHeading = "Example: carillon webhooks enable 2n-UzMFgate9nAwg8zLXCs%n",
      description =
          "Enables a webhook. To send the events it missed, use carillon deliveries recover.")
  void enable(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    shown(remote, remote.server().send("PUT", ADMIN + "/" + part(id) + "/enable"), false);
  }

  @Command(
      name = "disable",
      headerHeading = "Example: carillon webhooks disable 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Disables a webhook: nothing is sent, and missed events are kept.")
  void disable(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    shown(remote, remote.server().send("PUT", ADMIN + "/" + part(id) + "/disable"), false);
  }

  @Command(
      name = "remove",
      headerHeading = "Example: carillon webhooks remove 2n-UzMFgate9nAwg8zLXCs --yes%n",
      description = "Removes a webhook and cancels its pending deliveries.")
  void remove(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--yes", description = "Does not ask for confirmation.") boolean yes) {
    JsonNode webhook = remote.server().get(ADMIN + "/" + part(id), Map.of());
    String name = Screen.text(webhook.path("name"));
    Confirmation.confirm(remote, yes, "Remove the webhook '" + name + "' permanently?");
    remote.server().send("DELETE", ADMIN + "/" + part(id));
    remote.screen().say("Removed '" + name + "'.");
    remote.screen().result(NODES.objectNode().put("id", id).put("removed", true));
  }

  @Command(
      name = "test",
      headerHeading =
          "Example: carillon webhooks test 2n-UzMFgate9nAwg8zLXCs --event asset_create%n",
      description =
          "Sends one request now and shows request and response. Exits with 1 if the"
              + " response is not 2xx.")
  int test(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--event",
              paramLabel = "TYPE",
              defaultValue = "",
              description = "The event type whose example is sent (default: a ping).")
          String event) {
    var body = NODES.objectNode();
    if (!event.isEmpty()) {
      body.put("eventType", event);
    }
    JsonNode attempt = remote.server().send("POST", "/api/webhooks/" + part(id) + "/tests", body);
    return TestResult.shown(remote.screen(), attempt).number();
  }

  @Command(
      name = "roll-secret",
      headerHeading =
          "Example: carillon webhooks roll-secret 2n-UzMFgate9nAwg8zLXCs --overlap-hours 24%n",
      description = "Rotates the secret of a webhook and prints the new one.")
  void rollSecret(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--overlap-hours",
              paramLabel = "HOURS",
              defaultValue = "0",
              description = "How many hours the old secret stays valid, 0–168 (default: 0).")
          int hours) {
    var body = NODES.objectNode().put("overlapHours", hours);
    shown(
        remote,
        remote.server().send("POST", ADMIN + "/" + part(id) + "/generate-token", body),
        true);
  }

  @Command(
      name = "stats",
      headerHeading = "Example: carillon webhooks stats 2n-UzMFgate9nAwg8zLXCs --window 7d%n",
      description = "Shows statistics of a webhook's deliveries.")
  void stats(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--window",
              paramLabel = "SPAN",
              defaultValue = "24h",
              description = "The time window: 1h, 24h, 7d or 30d (default: 24h).")
          String window) {
    JsonNode stats =
        remote.server().get("/api/webhooks/" + part(id) + "/stats", Map.of("window", window));
    remote.screen().showFacts(stats);
  }

  @Command(
      name = "schema",
      headerHeading = "Example: carillon webhooks schema 2n-UzMFgate9nAwg8zLXCs --language java%n",
      description =
          "Prints the JSON Schema of exactly the payloads that a webhook gets, or types made from"
              + " it.")
  void schema(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--language",
              paramLabel = "LANGUAGE",
              defaultValue = "",
              description = "typescript or java: prints types of this language instead.")
          String language) {
    String webhook = "/api/webhooks/" + part(id);
    if (language.isEmpty()) {
      remote.screen().json(remote.server().get(webhook + "/schema", Map.of()));
      return;
    }
    try (InputStream types =
        remote.server().open(webhook + "/types", Map.of("language", language))) {
      String text = new String(types.readAllBytes(), StandardCharsets.UTF_8);
      remote.screen().print(text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?").stripTrailing());
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private static void shown(RemoteOptions remote, JsonNode webhook, boolean secret) {
    ObjectNode printed = webhook.deepCopy();
    if (secret && !webhook.has("secretToken")) {
      remote
          .screen()
          .say("The secret is not shown: this API token lacks the scope webhooks:write.");
    }
    if (!secret) {
      printed.remove("secretToken");
    }
    remote.screen().showFacts(printed);
    webhook.path("warnings").forEach(each -> remote.screen().say("Warning: " + each.asText()));
  }

  /** The options that say what a webhook is like. What is not given is not sent. */
  static final class WebhookFields {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the webhook.")
    private @Nullable String name;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "The URL to which requests are sent.")
    private @Nullable String url;

    @Option(
        names = "--delivery",
        paramLabel = "HOW",
        description = "push, or pull: events are fetched, and there is no --url; for good.")
    private @Nullable String delivery;

    @Option(names = "--description", paramLabel = "TEXT", description = "What the webhook is for.")
    private @Nullable String description;

    @Option(
        names = "--events",
        split = ",",
        paramLabel = "TYPE",
        description = "The event types to subscribe to; separate several with commas.")
    private @Nullable List<String> events;

    @Option(
        names = "--metadata",
        split = ",",
        paramLabel = "FIELD",
        description = "The metadata fields to include in the payload.")
    private @Nullable List<String> metadata;

    @Option(
        names = "--trigger-fields",
        split = ",",
        paramLabel = "FIELD",
        description = "Only events that change one of these fields.")
    private @Nullable List<String> triggerFields;

    @Option(
        names = "--folder",
        paramLabel = "PATH",
        description = "Only assets below this folder; repeatable.")
    private @Nullable List<String> folders;

    @Option(
        names = "--query",
        paramLabel = "QUERY",
        description = "Only assets that match this query.")
    private @Nullable String query;

    @Option(
        names = "--filter-change",
        split = ",",
        paramLabel = "CHANGE",
        description =
            "What a change must be to folders and query: any, or one or more of entered, left and"
                + " within, separated by commas.")
    private @Nullable List<String> filterChange;

    @Option(
        names = "--on-behalf-of",
        paramLabel = "VIEWER",
        description =
            "Only what this user or group may see: user:NAME or group:NAME; none = no restriction.")
    private @Nullable String onBehalfOf;

    @Option(
        names = "--ordering",
        paramLabel = "KIND",
        description = "none, or asset: delivers the events of one asset in order.")
    private @Nullable String ordering;

    @Option(
        names = "--timeout-seconds",
        paramLabel = "N",
        description = "The timeout of one attempt, 1–60; 0 = the server's default.")
    private @Nullable Integer timeoutSeconds;

    @Option(
        names = "--max-concurrent",
        paramLabel = "N",
        description =
            "The maximum number of concurrent requests, 1–1000; 0 = the server's default.")
    private @Nullable Integer maxConcurrent;

    @Option(
        names = "--max-per-second",
        paramLabel = "N",
        description = "The maximum number of requests per second, 1–100000; 0 = no limit.")
    private @Nullable Integer maxPerSecond;

    @Option(
        names = "--log-responses",
        paramLabel = "WHICH",
        description =
            "failures, or all: also stores the response of first attempts that succeeded.")
    private @Nullable String logResponses;

    @Mixin private GroupingOptions grouping = new GroupingOptions();
    @Mixin private DeliveryRulesFields rules = new DeliveryRulesFields();
    @Mixin private RequestFormatOptions format = new RequestFormatOptions();

    /** Of a new webhook. */
    ObjectNode whole() {
      boolean fetched = "pull".equals(delivery);
      for (var required : List.of(new Given("--name", name), new Given("--url", url))) {
        if (required.value() == null && !(fetched && required.option().equals("--url"))) {
          throw new Failure(ExitCode.USAGE, required.option() + " is required");
        }
      }
      if (events == null) {
        throw new Failure(ExitCode.USAGE, "--events is required");
      }
      return given(NODES.objectNode());
    }

    private record Given(String option, @Nullable String value) {}

    /** Fails where nothing is given. */
    void requireSome() {
      given(NODES.objectNode());
    }

    /**
     * What is given.
     *
     * @param place folders and query as they are, since they are sent together
     */
    ObjectNode given(JsonNode place) {
      ObjectNode json = NODES.objectNode();
      text(json, "name", name);
      text(json, "url", url);
      text(json, "delivery", delivery);
      text(json, "description", description);
      texts(json, "eventTypes", events);
      texts(json, "metadataToReturn", metadata);
      texts(json, "triggerMetadataFields", triggerFields);
      change(json, filterChange);
      viewer(json, onBehalfOf);
      text(json, "ordering", ordering);
      number(json, "timeoutSeconds", timeoutSeconds);
      number(json, "maxConcurrent", maxConcurrent);
      number(json, "maxPerSecond", maxPerSecond);
      text(json, "logResponses", logResponses);
      grouping.addTo(json);
      rules.addTo(json);
      format.addTo(json);
      if (folders != null || query != null) {
        ObjectNode both = json.putObject("foldersAndQuery");
        both.setAll((ObjectNode) place.deepCopy());
        texts(both, "folders", folders);
        text(both, "query", query);
      }
      if (json.isEmpty()) {
        throw new Failure(ExitCode.USAGE, "no field to change is given; see --help");
      }
      return json;
    }

    private static void change(ObjectNode json, @Nullable List<String> changes) {
      if (changes != null && changes.size() == 1) {
        json.put("filterChange", changes.getFirst());
      } else {
        texts(json, "filterChange", changes);
      }
    }

    private static void viewer(ObjectNode json, @Nullable String viewer) {
      if (viewer == null) {
        return;
      }
      String[] parts = viewer.split(":", 2);
      if (viewer.equals("none")) {
        json.putNull("onBehalfOf");
      } else if (parts.length == 2 && List.of("user", "group").contains(parts[0])) {
        json.putObject("onBehalfOf").put(parts[0], parts[1]);
      } else {
        throw new Failure(
            ExitCode.USAGE, "--on-behalf-of '" + viewer + "' is not user:NAME, group:NAME or none");
      }
    }

    private static void text(ObjectNode json, String field, @Nullable String value) {
      if (value != null) {
        json.put(field, value);
      }
    }

    private static void number(ObjectNode json, String field, @Nullable Integer value) {
      if (value != null) {
        json.put(field, value);
      }
    }

    private static void texts(ObjectNode json, String field, @Nullable List<String> values) {
      if (values != null) {
        ArrayNode array = json.putArray(field);
        values.stream().filter(value -> !value.isBlank()).forEach(array::add);
      }
    }
  }
}
