package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What in a new schema breaks those who relied on the old one. */
final class SchemaComparison {

  private final JsonNode before;
  private final JsonNode after;
  private final List<String> breaks;
  private final Set<String> seen = new HashSet<>();

  /**
   * Compares schemas of two documents.
   *
   * @param breaks gets what was found
   */
  SchemaComparison(JsonNode before, JsonNode after, List<String> breaks) {
    this.before = before;
    this.after = after;
    this.breaks = breaks;
  }

  /**
   * Compares.
   *
   * @param taken whether clients send such values, rather than read them: what is sent may become
   *     more, what is read may become less free
   */
  void compare(String place, JsonNode givenOld, JsonNode givenNow, boolean taken) {
    if (givenOld.has("$ref") && !seen.add(givenOld + " " + givenNow + taken)) {
      return;
    }
    JsonNode old = resolved(before, givenOld);
    JsonNode now = resolved(after, givenNow);
    types(place, old, now, taken);
    values(place, old, now, taken);
    bounds(place, old, now, taken);
    required(place, old, now, taken);
    for (Map.Entry<String, JsonNode> property : old.path("properties").properties()) {
      JsonNode other = now.path("properties").path(property.getKey());
      String name = place + ": " + property.getKey();
      if (other.isMissingNode()) {
        breaks.add(name + " is gone");
      } else {
        compare(name, property.getValue(), other, taken);
      }
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (old.path(inner).isObject() && now.path(inner).isObject()) {
        compare(place + "[]", old.path(inner), now.path(inner), taken);
      }
    }
    for (String many : List.of("allOf", "anyOf")) {
      if (old.path(many).size() > now.path(many).size()) {
        breaks.add(place + " has fewer forms");
      }
      for (int i = 0; i < Math.min(old.path(many).size(), now.path(many).size()); i++) {
        compare(place, old.path(many).get(i), now.path(many).get(i), taken);
      }
    }
  }

  private void types(String place, JsonNode old, JsonNode now, boolean taken) {
    Set<String> were = texts(old.path("type"));
    Set<String> are = texts(now.path("type"));
    boolean breaking =
        taken
            ? !are.isEmpty() && (were.isEmpty() || !are.containsAll(were))
            : !were.isEmpty() && (are.isEmpty() || !were.containsAll(are));
    if (breaking) {
      breaks.add(place + " was " + were + " and is " + are);
    }
  }

  private void values(String place, JsonNode old, JsonNode now, boolean taken) {
    Set<String> were = texts(old.path("enum"));
    Set<String> are = texts(now.path("enum"));
    boolean breaking =
        taken
            ? !are.isEmpty() && (were.isEmpty() || !are.containsAll(were))
            : !were.isEmpty() && (are.isEmpty() || !were.containsAll(are));
    if (breaking || !old.path("const").equals(now.path("const"))) {
      breaks.add(place + " has other values: " + were + old.path("const") + ", now " + are);
    }
  }

  private void bounds(String place, JsonNode old, JsonNode now, boolean taken) {
    for (String bound : List.of("minimum", "minLength", "maximum", "maxLength")) {
      boolean least = bound.startsWith("min");
      double free = least ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      double was = old.path(bound).asDouble(free);
      double is = now.path(bound).asDouble(free);
      boolean narrower = least ? is > was : is < was;
      if (taken && narrower) {
        breaks.add(place + " has a narrower " + bound + ": " + is);
      }
    }
    if (taken && now.has("pattern") && !now.path("pattern").equals(old.path("pattern"))) {
      breaks.add(place + " must fit another pattern");
    }
  }

  private void required(String place, JsonNode old, JsonNode now, boolean taken) {
    Set<String> were = texts(old.path("required"));
    Set<String> are = texts(now.path("required"));
    Set<String> more = new TreeSet<>(taken ? are : were);
    more.removeAll(taken ? were : are);
    for (String name : more) {
      breaks.add(place + ": " + name + (taken ? " must be there now" : " may be missing now"));
    }
  }

  static JsonNode resolved(JsonNode document, JsonNode schema) {
    String ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : document.at(ref.substring(1));
  }

  private static Set<String> texts(JsonNode node) {
    Set<String> texts = new TreeSet<>();
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    node.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
