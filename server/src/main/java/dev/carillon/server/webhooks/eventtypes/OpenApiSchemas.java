package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes schemas and examples out of one OpenAPI document. What it takes is bounded, since many
 * webhooks may refer to one large schema.
 */
final class OpenApiSchemas {

  /** So many values may be taken in all, where what is referred to counts each time. */
  static final int VALUES_MAX = 200_000;

  private static final String COMPONENTS = "#/components/schemas/";

  /** Keywords of OpenAPI that say nothing about which data fits. */
  private static final Set<String> OPENAPI_ONLY = Set.of("discriminator", "xml", "externalDocs");

  /** Room for what makes a name different from others. */
  private static final int NAME_MAX = 90;

  /** So often a reference may lead to another one. */
  private static final int STEPS_MAX = 10;

  private final JsonNode document;
  private int values;

  /** Takes from this document, which is an object. */
  OpenApiSchemas(JsonNode document) {
    this.document = document;
  }

  /**
   * The part that a reference leads to, or the part itself if it is none. What leads nowhere is
   * missing.
   */
  JsonNode resolved(JsonNode part) {
    JsonNode found = part;
    for (int step = 0; step < STEPS_MAX && reference(found).startsWith("#/"); step++) {
      found = document.at(JsonPointer.compile(reference(found).substring(1)));
    }
    return found;
  }

  private static String reference(JsonNode part) {
    return part.path("$ref").asText();
  }

  /**
   * A schema with all that it refers to in its own {@code $defs}; a schema that is no object may
   * come of it, which {@link AllowedSchemas} refuses.
   *
   * @throws Problem 400 where a reference leads nowhere, or what it takes is too large or too deep
   */
  JsonNode whole(JsonNode schema) {
    return new Whole(schema.path("$defs")).of(schema);
  }

  /**
   * The examples of a body, else those of its schema; not more than a type may have.
   *
   * @param schema as {@link #whole} made it
   */
  ArrayNode examples(JsonNode media, JsonNode schema) {
    ArrayNode examples = JsonNodeFactory.instance.arrayNode();
    add(media.path("example"), examples);
    media.path("examples").forEach(example -> add(resolved(example).path("value"), examples));
    if (examples.isEmpty()) {
      schema.path("examples").forEach(example -> add(example, examples));
    }
    return examples;
  }

  private void add(JsonNode example, ArrayNode to) {
    if (!example.isMissingNode() && to.size() < TypeRequest.EXAMPLES_MAX) {
      take(count(example));
      to.add(example);
    }
  }

  private void take(int more) {
    values = Math.min(values + more, VALUES_MAX + 1);
    if (values > VALUES_MAX) {
      throw Problem.badField(
          "document",
          "more than " + VALUES_MAX + " values",
          "a document whose webhooks have fewer values in their schemas and examples, where those"
              + " that are referred to count each time: import fewer webhooks at once");
    }
  }

  private static int count(JsonNode value) {
    int count = 1;
    for (JsonNode inner : value) {
      count += count(inner);
    }
    return count;
  }

  /** One schema, with what it refers to. */
  private final class Whole {

    private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final FreeNames free = new FreeNames(taken::add);

    /**
     * Nothing yet.
     *
     * @param own the schema's own definitions
     */
    Whole(JsonNode own) {
      own.fieldNames().forEachRemaining(taken::add);
    }

    JsonNode of(JsonNode schema) {
      JsonNode root = local(schema, 1);
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      root.path("$defs").properties().forEach(own -> all.set(own.getKey(), own.getValue()));
      all.setAll(definitions);
      for (int step = 0; step < STEPS_MAX && root.path("$ref").isTextual(); step++) {
        root = all.path(AllowedSchemas.definitionOf(root.path("$ref")));
      }
      if (!(root instanceof ObjectNode object)) {
        return root;
      }
      ObjectNode whole = object.deepCopy();
      if (!all.isEmpty()) {
        whole.set("$defs", all);
      }
      return whole;
    }

    private JsonNode local(JsonNode schema, int depth) {
      take(1);
      if (depth > AllowedSchemas.DEPTH_MAX) {
        throw Problem.badField(
            "schema",
            "level " + depth,
            "subschemas in each other up to level " + AllowedSchemas.DEPTH_MAX);
      }
      if (!schema.isObject()) {
        return schema;
      }
      ObjectNode local = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : schema.properties()) {
        String keyword = member.getKey();
        JsonNode value = member.getValue();
        if (keyword.equals("$ref") && value.asText().startsWith(COMPONENTS)) {
          local.put("$ref", AllowedSchemas.DEFINITIONS + defined(value.textValue(), depth));
        } else if (keyword.equals("example") && !schema.has("examples")) {
          take(count(value));
          local.putArray("examples").add(value);
        } else if (!OPENAPI_ONLY.contains(keyword) && !keyword.equals("example")) {
          local.set(keyword, valueOf(keyword, value, depth));
        }
      }
      return local;
    }

    private JsonNode valueOf(String keyword, JsonNode value, int depth) {
      if (!Subschemas.areIn(keyword, value)) {
        take(count(value));
      }
      return Subschemas.mapped(keyword, value, each -> local(each, depth + 1));
    }

    /** What the component that a reference names is called in the definitions. */
    private String defined(String reference, int depth) {
      String component = reference.substring(COMPONENTS.length());
      String known = names.get(component);
      if (known != null) {
        return known;
      }
      JsonNode schema = document.path("components").path("schemas").path(component);
      if (schema.isMissingNode()) {
        throw Problem.badField("$ref", reference, "a schema of this document");
      }
      String name = free.of(component);
      // before what it refers to, which may be itself
      names.put(component, name);
      definitions.putObject(name);
      definitions.set(name, local(schema, depth + 1));
      return name;
    }
  }

  /** Names that definitions may have, each different from the others. */
  static final class FreeNames {

    private final Predicate<String> take;
    private final Map<String, Integer> nextNumbers = new HashMap<>();

    /**
     * None yet.
     *
     * @param take takes a name, unless another one has it
     */
    FreeNames(Predicate<String> take) {
      this.take = take;
    }

    /** The name of a component. */
    String of(String component) {
      String plain = component.replaceAll("[^A-Za-z0-9_]", "_");
      String named = plain.matches("[A-Za-z].*") ? plain : "Schema_" + plain;
      String begin = named.substring(0, Math.min(named.length(), NAME_MAX));
      String name = begin;
      while (!take.test(name)) {
        name = begin + "_" + (nextNumbers.merge(begin, 1, Integer::sum) + 1);
      }
      return name;
    }
  }
}
