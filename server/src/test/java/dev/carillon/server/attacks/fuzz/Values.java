package dev.carillon.server.attacks.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Values of a schema: right ones, those at the edges, and wrong ones. */
final class Values {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEPTH_MAX = 4;

  /** Texts that were too much for somebody before. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "null",
          "true",
          "a",
          "*",
          "*:*",
          "?",
          "name:(a OR \"b",
          "[* TO 5}",
          "status:/a{1,9999}/",
          "ünïcødé 鐘 🔔",
          "\u202Egpj.exe",
          "../../etc/passwd",
          "..\\..\\x",
          "/",
          "//a//b/",
          "/Demo/clock.jpg",
          "a/b;c=d?e#f&g=h%41%",
          "' or 1=1 --",
          "<script>alert(1)</script>",
          "a\r\nX-Evil: 1",
          "\t",
          "{}",
          "[1,",
          "2026-11-25T10:00:00Z",
          "9999-12-31",
          "-999999999-01-01T00:00:00Z",
          "1e999999",
          "99999999999999999999",
          "=cmd|'/C calc'!A0",
          "${jndi:ldap://127.0.0.1:9/a}",
          "e\u0301 and é",
          "CON.txt",
          "a".repeat(300),
          "x".repeat(5000));

  private static final List<String> URLS =
      List.of(
          "http://127.0.0.1:9/hook",
          "http://127.0.0.1:9/hook?a=b&c=%20",
          "http://0x7f.1/",
          "http://10.0.0.1/",
          "ftp://127.0.0.1/",
          "http://[::1%25lo]/",
          "http://a b/",
          "http://user:pass@127.0.0.1:9/",
          "");

  private final RandomGenerator random;
  private final Known known;
  private String path = "";

  Values(RandomGenerator random, Known known) {
    this.random = random;
    this.known = known;
  }

  /** From now on values are for this path. */
  void at(String place) {
    path = place;
  }

  /** A value that the schema allows, often one at an edge. */
  JsonNode right(String name, JsonNode given) {
    return right(name, given, 0);
  }

  private JsonNode right(String name, JsonNode given, int depth) {
    JsonNode schema = Operation.resolved(given);
    if (schema.has("allOf") || schema.has("anyOf")) {
      return right(
          name, pick(children(schema.path(schema.has("allOf") ? "allOf" : "anyOf"))), depth);
    }
    if (schema.has("enum")) {
      return pick(children(schema.path("enum")));
    }
    JsonNode types = schema.path("type");
    String type = types.isArray() ? pick(children(types)).asText() : types.asText("any");
    return switch (type) {
      case "integer" -> integer(name, schema);
      case "number" -> NODES.numberNode(random.nextDouble(-1e6, 1e6));
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      case "array" -> array(name, schema, depth);
      case "object" -> object(schema, depth);
      default -> NODES.textNode(text(name, schema));
    };
  }

  private JsonNode integer(String name, JsonNode schema) {
    long least = schema.path("minimum").asLong(-5);
    long most = schema.path("maximum").asLong(Integer.MAX_VALUE);
    if (name.equals("wait")) {
      return NODES.numberNode(0);
    }
    return NODES.numberNode(
        switch (random.nextInt(4)) {
          case 0 -> least;
          case 1 -> most;
          case 2 -> Math.min(most, least + 1);
          default -> random.nextLong(least, most == Long.MAX_VALUE ? most : most + 1);
        });
  }

  private ArrayNode array(String name, JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    int size = depth >= DEPTH_MAX ? 0 : random.nextInt(4);
    for (int i = 0; i < size; i++) {
      array.add(right(name, schema.path("items"), depth + 1));
    }
    return array;
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      boolean wanted = required.contains(property.getKey());
      if (wanted || (depth < DEPTH_MAX && random.nextInt(3) == 0)) {
        object.set(property.getKey(), right(property.getKey(), property.getValue(), depth + 1));
      }
    }
    boolean open = schema.has("additionalProperties") || !schema.has("properties");
    if (open && depth < DEPTH_MAX && random.nextBoolean()) {
      JsonNode more = schema.path("additionalProperties");
      object.set(pick(List.of("a", "X-Any", "ü", "")), right("", more, depth + 1));
    }
    return object;
  }

  private String text(String name, JsonNode schema) {
    if (name.toLowerCase(java.util.Locale.ROOT).endsWith("url")) {
      return pick(URLS);
    }
    if (schema.path("format").asText().equals("date-time")) {
      return pick(
          List.of("2026-11-25T10:00:00.000Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08+14:00"));
    }
    JsonNode example = schema.path("example");
    if (schema.has("pattern")) {
      return example.isTextual() ? example.textValue() : "404";
    }
    String text =
        switch (random.nextInt(5)) {
          case 0, 1 -> known.of(path, name, random);
          case 2 -> example.isMissingNode() ? known.of(path, name, random) : example.asText();
          default -> pick(TEXTS);
        };
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    return text.length() <= most ? text : text.substring(0, most);
  }

  /** Something known by this name. */
  String known(String name) {
    return known.of(path, name, random);
  }

  /** Any text, whatever is asked for. */
  String any() {
    return random.nextInt(3) == 0 ? known.any(random) : pick(TEXTS);
  }

  /** A value that the schema does not allow; null where everything is allowed. */
  JsonNode wrong(JsonNode given) {
    JsonNode schema = Operation.resolved(given);
    List<JsonNode> wrong = new ArrayList<>();
    String types =
        schema.path("type").isArray()
            ? schema.path("type") + ""
            : "\"" + schema.path("type").asText() + "\"";
    if (types.contains("\"integer\"")) {
      wrong.add(NODES.numberNode(new BigInteger("99999999999999999999")));
      beyond(schema, "minimum", -1, wrong);
      beyond(schema, "maximum", 1, wrong);
    }
    if (types.contains("\"string\"")) {
      if (schema.has("enum") || schema.has("pattern") || schema.has("format")) {
        wrong.add(NODES.textNode("no such thing"));
      }
      if (schema.has("maxLength")) {
        wrong.add(NODES.textNode("x".repeat(schema.path("maxLength").asInt() + 1)));
      }
    }
    if (!types.contains("any") && !types.equals("\"\"")) {
      addOtherTypes(types, wrong);
    }
    return wrong.isEmpty() ? NODES.nullNode() : pick(wrong);
  }

  private static void addOtherTypes(String types, List<JsonNode> wrong) {
    Map<String, JsonNode> others =
        Map.of(
            "string", NODES.textNode("text"),
            "integer", NODES.numberNode(7),
            "boolean", NODES.booleanNode(true),
            "array", NODES.arrayNode().add("a"),
            "object", NODES.objectNode().put("a", 1));
    others.forEach(
        (type, value) -> {
          boolean fits =
              types.contains("\"" + type + "\"")
                  || (type.equals("integer") && types.contains("\"number\""));
          if (!fits) {
            wrong.add(value);
          }
        });
  }

  private static void beyond(JsonNode schema, String bound, int step, List<JsonNode> wrong) {
    if (schema.has(bound)) {
      wrong.add(NODES.numberNode(schema.path(bound).asLong() + step));
    }
  }

  <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  static List<JsonNode> children(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    node.forEach(all::add);
    return all;
  }
}
