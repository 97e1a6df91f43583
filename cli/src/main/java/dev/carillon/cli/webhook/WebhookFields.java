package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a webhook is like. What is not given is not sent. */
final class WebhookFields {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Option(names = "--name", paramLabel = "NAME", description = "The name of the webhook.")
  private @Nullable String name;

  @Option(names = "--url", paramLabel = "URL", description = "The URL to which requests are sent.")
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
      names = "--operational-events",
      split = ",",
      paramLabel = "TYPE",
      description =
          "The operational events to subscribe to, e.g. webhook.disabled,alert.began; '' = none.")
  private @Nullable List<String> operationalEvents;

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
      description = "The maximum number of concurrent requests, 1–1000; 0 = the server's default.")
  private @Nullable Integer maxConcurrent;

  @Option(
      names = "--max-per-second",
      paramLabel = "N",
      description = "The maximum number of requests per second, 1–100000; 0 = no limit.")
  private @Nullable Integer maxPerSecond;

  @Option(
      names = "--log-responses",
      paramLabel = "WHICH",
      description = "failures, or all: also stores the response of first attempts that succeeded.")
  private @Nullable String logResponses;

  @Mixin private GroupingOptions grouping = new GroupingOptions();
  @Mixin private DeliveryRulesFields rules = new DeliveryRulesFields();
  @Mixin private RequestFormatOptions format = new RequestFormatOptions();
  @Mixin private TemplateOption template = new TemplateOption();
  @Mixin private LoginOptions login = new LoginOptions();

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
   * @param before the webhook as it is, since some fields are sent together; empty = a new one
   */
  ObjectNode given(JsonNode before) {
    ObjectNode json = perhapsGiven(before);
    if (json.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "no field to change is given; see --help");
    }
    return json;
  }

  /** The same, where nothing need be given. */
  ObjectNode perhapsGiven(JsonNode before) {
    ObjectNode json = NODES.objectNode();
    text(json, "name", name);
    text(json, "url", url);
    text(json, "delivery", delivery);
    text(json, "description", description);
    texts(json, "eventTypes", events);
    texts(json, "operationalEvents", operationalEvents);
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
    template.addTo(json);
    login.addTo(json, before);
    if (folders != null || query != null) {
      ObjectNode both = json.putObject("foldersAndQuery");
      if (before.path("foldersAndQuery") instanceof ObjectNode place) {
        both.setAll(place.deepCopy());
      }
      texts(both, "folders", folders);
      text(both, "query", query);
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
