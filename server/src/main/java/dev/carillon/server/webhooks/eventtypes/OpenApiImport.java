package dev.carillon.server.webhooks.eventtypes;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.openapi.Yaml;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes event types of the {@code webhooks} of an OpenAPI 3.1 document: the schema of the JSON body
 * of each becomes that of a type's data.
 *
 * @param document the whole document
 * @param prefix stands before each name, such as {@code acme.}; may be empty
 */
record OpenApiImport(JsonNode document, String prefix) {

  private static final String UNCHANGED = "unchanged";
  private static final String ALIKE = "dots, underscores and upper case";
  private static final int NAMED_MAX = 5;
  private static final Set<String> METHODS = Set.of("post", "put", "patch");

  /**
   * Reads a request.
   *
   * @throws Problem 400 where it has no document of OpenAPI 3.1 with webhooks
   */
  static OpenApiImport read(JsonNode body) {
    JsonNode given = body.path("document");
    JsonNode document = given.isTextual() ? Yaml.ofCaller(given.textValue()) : given;
    String version = document.path("openapi").asText();
    if (!version.startsWith("3.1")) {
      throw Problem.badField(
          "document.openapi",
          version,
          "a document of OpenAPI 3.1, as a JSON object or as a text of JSON or YAML");
    }
    if (!document.path("webhooks").isObject() || document.path("webhooks").isEmpty()) {
      throw Problem.badField(
          "document.webhooks", document.path("webhooks").toString(), "an object of webhooks");
    }
    if (document.path("webhooks").size() > CustomEventTypes.TYPES_MAX) {
      throw Problem.badField(
          "document.webhooks",
          document.path("webhooks").size() + " webhooks",
          "at most " + CustomEventTypes.TYPES_MAX + " webhooks at once");
    }
    Json.requireStorable("document", document);
    String prefix = new JsonField("prefix", body.path("prefix")).text(CustomTypeName.LENGTH_MAX);
    return new OpenApiImport(document, prefix);
  }

  /**
   * What becomes of each webhook; nothing is stored yet.
   *
   * @param taken what no type can be called
   */
  Report report(CustomEventTypes types, TakenNames taken, Instant now, String by) {
    List<Line> lines = new ArrayList<>();
    OpenApiSchemas schemas = new OpenApiSchemas(document);
    Budget budget = new Budget();
    Map<String, String> names = new HashMap<>();
    types.names().forEach(name -> names.put(TakenNames.key(name), name));
    for (Map.Entry<String, JsonNode> webhook : document.path("webhooks").properties()) {
      String name = prefix + webhook.getKey();
      Line line;
      try {
        JsonNode item = schemas.resolved(webhook.getValue());
        TypeRequest request = request(webhook.getKey(), name, item, schemas, budget);
        taken.check(name);
        checkDiffers(name, names.getOrDefault(TakenNames.key(name), name));
        line = line(webhook.getKey(), request, types.find(name), now, by);
        names.put(TakenNames.key(name), name);
      } catch (Problem refused) {
        line = new Line(webhook.getKey(), name, "refused", refused.message(), null, null);
      }
      lines.add(line);
    }
    return new Report(lines);
  }

  private static void checkDiffers(String name, String alike) {
    if (!alike.equals(name)) {
      throw Problem.badField(
          "name", name, "a name that differs from '" + alike + "' in more than " + ALIKE);
    }
  }

  private static TypeRequest request(
      String webhook, String name, JsonNode item, OpenApiSchemas schemas, Budget budget) {
    JsonNode operation =
        item.properties().stream()
            .filter(each -> METHODS.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(
                () -> Problem.badField("webhooks", webhook, "a webhook with a post operation"));
    JsonNode content = schemas.resolved(operation.path("requestBody")).path("content");
    JsonNode media = content.path("application/json");
    if (!media.path("schema").isObject()) {
      String given =
          content.propertyStream().limit(NAMED_MAX).map(Map.Entry::getKey).collect(joining(", "));
      throw Problem.badField(
          "requestBody.content",
          given.isEmpty() ? "nothing" : given,
          "application/json with a schema");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("title", operation.path("summary").asText(name));
    body.put("description", operation.path("description").asText(""));
    body.set("schema", schemas.whole(media.path("schema")));
    body.set("examples", schemas.examples(media, body.path("schema")));
    return TypeRequest.read(name, body, budget);
  }

  private static Line line(
      String webhook,
      TypeRequest request,
      Optional<CustomEventType> before,
      Instant now,
      String by) {
    String name = request.name();
    if (before.isEmpty()) {
      return new Line(webhook, name, "created", "", null, request.created(now, by));
    }
    CustomEventType after = request.changed(before.get(), now);
    boolean more = after.versions().size() > before.get().versions().size();
    return more
        ? new Line(
            webhook,
            name,
            "updated",
            "It becomes version " + after.newest().number(),
            before.get(),
            after)
        : new Line(webhook, name, UNCHANGED, "", before.get(), after);
  }

  /**
   * What becomes of one webhook.
   *
   * @param webhook its name in the document
   * @param result {@code created}, {@code updated}, {@code unchanged} or {@code refused}
   * @param detail why it is refused, or which version it makes
   */
  private record Line(
      String webhook,
      String name,
      String result,
      String detail,
      @Nullable CustomEventType before,
      @Nullable CustomEventType after) {}

  /** What becomes of all of them. */
  static final class Report {

    private final List<Line> lines;

    private Report(List<Line> lines) {
      this.lines = List.copyOf(lines);
    }

    /** The types that are new, and those that get another version. */
    List<CustomEventTypes.Stored> changes() {
      List<CustomEventTypes.Stored> changes = new ArrayList<>();
      for (Line line : lines) {
        CustomEventType after = line.after();
        if (after != null && !line.result().equals(UNCHANGED)) {
          changes.add(new CustomEventTypes.Stored(line.before(), after));
        }
      }
      return changes;
    }

    /** How many webhooks of the document had each result. */
    Map<String, Object> counts() {
      Map<String, Object> counts = new TreeMap<>();
      lines.forEach(line -> counts.merge(line.result(), 1, (some, one) -> (int) some + 1));
      return counts;
    }

    /** As the response shows it. */
    ObjectNode json(boolean dryRun) {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
      ArrayNode list = json.putArray("types");
      for (Line line : lines) {
        list.addObject()
            .put("webhook", line.webhook())
            .put("name", line.name())
            .put("result", line.result())
            .put("detail", line.detail());
      }
      return json;
    }
  }
}
