package dev.carillon.server.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Prints JSON that others wrote as JavaScript's {@code JSON.stringify(JSON.parse(text))} would:
 * compactly, numbers as JavaScript prints them, and members in the order in which JavaScript lists
 * them, which puts names that are array indexes first (ECMA-262, OrdinaryOwnPropertyKeys).
 */
public final class ScriptJson {

  /** The largest name that JavaScript treats as an index. */
  private static final long INDEX_MAX = (1L << 32) - 2;

  /** The longest of them. */
  private static final int INDEX_LENGTH_MAX = 10;

  private ScriptJson() {}

  /** The value as a text. */
  public static String text(JsonNode value) {
    JsonBytes out = new JsonBytes(1024);
    write(value, out);
    return out.text();
  }

  /** Writes the value as the next one of a document. */
  public static void write(JsonNode value, JsonBytes out) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        out.object();
        for (Map.Entry<String, JsonNode> member : ordered(value)) {
          out.name(member.getKey());
          write(member.getValue(), out);
        }
        out.endObject();
      }
      case ARRAY -> {
        out.array();
        value.forEach(element -> write(element, out));
        out.endArray();
      }
      case STRING -> out.text(value.textValue());
      case BOOLEAN -> out.flag(value.booleanValue());
      case NUMBER -> out.plain(number(value));
      default -> out.nothing();
    }
  }

  private static String number(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong()
        ? JavaScriptNumber.text(value.longValue())
        : JavaScriptNumber.text(value.doubleValue());
  }

  private static List<Map.Entry<String, JsonNode>> ordered(JsonNode object) {
    List<Map.Entry<String, JsonNode>> indexes = new ArrayList<>();
    List<Map.Entry<String, JsonNode>> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      (index(member.getKey()).isPresent() ? indexes : names).add(member);
    }
    indexes.sort(Comparator.comparingLong(member -> index(member.getKey()).orElseThrow()));
    indexes.addAll(names);
    return indexes;
  }

  private static OptionalLong index(String name) {
    if (name.isEmpty()
        || name.length() > INDEX_LENGTH_MAX
        || (name.length() > 1 && name.charAt(0) == '0')) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    long index = Long.parseLong(name);
    return index <= INDEX_MAX ? OptionalLong.of(index) : OptionalLong.empty();
  }
}
