package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.openapi.Yaml;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes event types of the {@code webhooks} of an OpenAPI 3.1 document: the schema of the JSON body
 * of each becomes that of a type's data.
 *
 * @param document the whole document
 * @param prefix stands before each name, such as {@code acme.}; may be empty
 */
record OpenApiImport(JsonNode document, String prefix) {

  private static final String COMPONENTS = "#/components/schemas/";
  private static final String UNCHANGED = "unchanged";
  private static final Set<String> METHODS = Set.of("post", "put", "patch");
  private static final Set<String> OPENAPI_ONLY = Set.of("discriminator", "xml", "externalDocs");

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
    String prefix = new JsonField("prefix", body.path("prefix")).text(CustomTypeName.LENGTH_MAX);
    return new OpenApiImport(document, prefix);
  }

  /**
   * What becomes of each webhook; nothing is stored yet.
   *
   * @param own the server's own types
   */
  Report report(CustomEventTypes types, Set<String> own, Instant now, String by) {
    List<Line> lines = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, JsonNode> webhook : document.path("webhooks").properties()) {
      String name = prefix + webhook.getKey();
      Line line;
      try {
        if (own.contains(name) || !names.add(name)) {
          throw Problem.badField("name", name, "a name that is not taken");
        }
        line = line(webhook.getKey(), name, webhook.getValue(), types.find(name), now, by);
      } catch (Problem refused) {
        line = new Line(webhook.getKey(), name, "refused", refused.message(), null, null);
      }
      lines.add(line);
    }
    return new Report(lines);
  }

  private Line line(
      String webhook,
      String name,
      JsonNode item,
      Optional<CustomEventType> before,
      Instant now,
      String by) {
    JsonNode operation =
        item.properties().stream()
            .filter(each -> METHODS.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(
                () -> Problem.badField("webhooks", webhook, "a webhook with a post operation"));
    JsonNode media = operation.path("requestBody").path("content").path("application/json");
    if (!media.path("schema").isObject()) {
      throw Problem.badField(
          "requestBody", operation.path("requestBody").toString(), "an application/json schema");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("title", operation.path("summary").asText(name));
    body.put("description", operation.path("description").asText());
    body.set("schema", schema(media.path("schema")));
    body.set("examples", examples(media, body.path("schema")));
    TypeRequest request = TypeRequest.read(name, body);
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

  /** The schema with all that it refers to in its own {@code $defs}. */
  private ObjectNode schema(JsonNode given) {
    ObjectNode definitions = JsonNodeFactory.instance.objectNode();
    JsonNode own = localized(given, definitions);
    ObjectNode schema =
        own.has("$ref")
            ? (ObjectNode) definitions.path(SchemaRules.definitionOf(own.path("$ref"))).deepCopy()
            : (ObjectNode) own;
    if (!definitions.isEmpty()) {
      schema.set("$defs", definitions);
    }
    return schema;
  }

  private JsonNode localized(JsonNode given, ObjectNode definitions) {
    if (given.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      given.forEach(each -> array.add(localized(each, definitions)));
      return array;
    }
    if (!given.isObject()) {
      return given;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : given.properties()) {
      String name = member.getKey();
      if (name.equals("$ref") && member.getValue().asText().startsWith(COMPONENTS)) {
        object.put("$ref", SchemaRules.DEFINITIONS + defined(member.getValue(), definitions));
      } else if (name.equals("example")) {
        object.putArray("examples").add(member.getValue());
      } else if (!OPENAPI_ONLY.contains(name)) {
        object.set(name, localized(member.getValue(), definitions));
      }
    }
    return object;
  }

  private String defined(JsonNode reference, ObjectNode definitions) {
    String component = reference.asText().substring(COMPONENTS.length());
    JsonNode schema = document.path("components").path("schemas").path(component);
    if (schema.isMissingNode()) {
      throw Problem.badField("$ref", reference.asText(), "a schema of this document");
    }
    String name = component.replaceAll("[^A-Za-z0-9_]", "_");
    if (!definitions.has(name)) {
      // before what it refers to, which may be itself
      definitions.putObject(name);
      definitions.set(name, localized(schema, definitions));
    }
    return name;
  }

  /** Those of the body, else those of the schema. */
  private static ArrayNode examples(JsonNode media, JsonNode schema) {
    ArrayNode examples = JsonNodeFactory.instance.arrayNode();
    if (media.has("example")) {
      examples.add(media.path("example"));
    }
    media.path("examples").forEach(example -> examples.add(example.path("value")));
    if (examples.isEmpty()) {
      schema.path("examples").forEach(examples::add);
    }
    while (examples.size() > TypeRequest.EXAMPLES_MAX) {
      examples.remove(examples.size() - 1);
    }
    return examples;
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
