package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.webhooks.payload.NewProperties;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which properties of the data a schema declares, at any depth. */
final class KnownProperties {

  /** Subschemas about the same place of the data. */
  private static final List<String> SAME_PLACE = List.of("allOf", "anyOf", "oneOf");

  private static final List<String> CONDITIONS = List.of("if", "then", "else");

  private final JsonNode root;
  private final Set<String> paths = new HashSet<>();

  private KnownProperties(JsonNode root) {
    this.root = root;
  }

  /**
   * Since which version each property is known that a version up to this one declares, as far as
   * the first version does not. Where that is so of properties below any name, those that were
   * known from the start have their names, too: below them it is not so.
   */
  static NewProperties of(CustomEventType type, int version) {
    Map<String, Integer> since = new HashMap<>();
    Set<String> first = paths(type.version(1).schema());
    for (int number = 2; number <= version; number++) {
      for (String path : paths(type.version(number).schema())) {
        if (!first.contains(path)) {
          since.putIfAbsent(path, number);
        }
      }
    }
    if (since.keySet().stream().anyMatch(path -> path.contains(NewProperties.ANY))) {
      first.forEach(path -> since.put(path, 1));
    }
    return new NewProperties(since);
  }

  private static Set<String> paths(JsonNode schema) {
    KnownProperties known = new KnownProperties(schema);
    known.add(schema, "");
    return known.paths;
  }

  private void add(JsonNode schema, String path) {
    if (!schema.isObject()) {
      return;
    }
    if (schema.has("$ref")) {
      add(root.path("$defs").path(AllowedSchemas.definitionOf(schema.path("$ref"))), path);
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String place = path + NewProperties.step(property.getKey());
      paths.add(place);
      add(property.getValue(), place);
    }
    add(schema.path("items"), path + NewProperties.ELEMENT);
    schema.path("prefixItems").forEach(element -> add(element, path + NewProperties.ELEMENT));
    add(schema.path("additionalProperties"), path + NewProperties.ANY);
    schema.path("patternProperties").forEach(other -> add(other, path + NewProperties.ANY));
    SAME_PLACE.forEach(list -> schema.path(list).forEach(each -> add(each, path)));
    CONDITIONS.forEach(condition -> add(schema.path(condition), path));
    schema.path("dependentSchemas").forEach(each -> add(each, path));
  }
}
