package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Since which version of its type's schema each property of an event's data is known, as far as
 * they were not known from the start. Those that were are among them only where other names have
 * new properties, too: what holds for other names does not hold for them.
 *
 * @param since the version, by the path of the property: {@code /lines/~3/coupon}, where {@code ~3}
 *     stands for any element of an array, {@code *} for any other name, and {@code ~0}, {@code ~1}
 *     and {@code ~2} for the characters {@code ~}, {@code /} and {@code *} in a name
 */
public record NewProperties(NavigableMap<String, Integer> since) {

  /** All of them were known from the start. */
  public static final NewProperties NONE = new NewProperties(Map.of());

  /** What stands for any name that is not declared. */
  public static final String ANY = "/*";

  /** What stands for any element of an array. */
  public static final String ELEMENT = "/~3";

  public NewProperties {
    since = Collections.unmodifiableNavigableMap(new TreeMap<>(since));
  }

  /** The same of a map in any order. */
  public NewProperties(Map<String, Integer> since) {
    this(new TreeMap<>(since));
  }

  /** The part of a path for the property of this name. */
  public static String step(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1").replace("*", "~2");
  }

  /** Those that this data has: all others say nothing about it. */
  public NewProperties of(JsonNode data) {
    if (since.isEmpty()) {
      return NONE;
    }
    NavigableMap<String, Integer> found = new TreeMap<>();
    find(data, "", found);
    boolean someAreNew = found.values().stream().anyMatch(from -> from > 1);
    return someAreNew ? new NewProperties(found) : NONE;
  }

  /** The data without what a version does not know. The data given stays as it is. */
  public JsonNode without(JsonNode data, int version) {
    JsonNode copy = data.deepCopy();
    remove(copy, "", version);
    return copy;
  }

  /** What an event has that is shown in this version. */
  NewProperties upTo(int version) {
    NavigableMap<String, Integer> older = new TreeMap<>(since);
    older.values().removeIf(from -> from > version);
    return new NewProperties(older);
  }

  /** Whether one of them lies below a place: else what the data has there need not be looked at. */
  private boolean leadsOn(String path) {
    String below = since.ceilingKey(path + "/");
    return below != null && below.startsWith(path + "/");
  }

  private void find(JsonNode value, String path, Map<String, Integer> found) {
    if (!leadsOn(path)) {
      return;
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String place = path + step(member.getKey());
      Integer from = since.get(place);
      if (from != null) {
        found.put(place, from);
      }
      find(member.getValue(), from != null || leadsOn(place) ? place : path + ANY, found);
    }
    if (value.isArray()) {
      value.forEach(element -> find(element, path + ELEMENT, found));
    }
  }

  private void remove(JsonNode value, String path, int version) {
    if (!leadsOn(path)) {
      return;
    }
    if (value instanceof ArrayNode array) {
      array.forEach(element -> remove(element, path + ELEMENT, version));
    } else if (value instanceof ObjectNode object) {
      List<String> newer = new ArrayList<>();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        String place = path + step(member.getKey());
        boolean named = since.containsKey(place) || leadsOn(place);
        if (since.getOrDefault(place, 1) > version) {
          newer.add(member.getKey());
        } else {
          remove(member.getValue(), named ? place : path + ANY, version);
        }
      }
      object.remove(newer);
    }
  }
}
