package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAPI documents that were changed at random, and events of the types that come of them: the
 * server takes them or says what is wrong, soon, and never fails.
 */
class EventTypeImportFuzzTest {

  private static final long SEED = 20261130;
  private static final int DOCUMENTS = 250;
  private static final int EVENTS = 80;
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String DOCUMENT =
      """
      {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"},
       "webhooks": {
         "placed": {"post": {"summary": "Placed", "description": "An order was placed.",
           "requestBody": {"content": {"application/json": {
             "schema": {"$ref": "#/components/schemas/Order"},
             "examples": {"one": {"value": {"id": "o"}}}}}}}},
         "sent": {"put": {"requestBody": {"content": {"application/json": {
             "schema": {"type": "object", "properties": {"to": {"type": "string", "pattern": "^a"},
               "by": {"$ref": "#/components/schemas/Person-x"}}},
             "example": {"to": "a"}}}}}}},
       "components": {"schemas": {
         "Order": {"type": "object", "required": ["id"], "properties": {
           "id": {"type": "string", "minLength": 1, "example": "o"},
           "lines": {"type": "array", "maxItems": 9, "items": {"$ref": "#/components/schemas/Line"}},
           "total": {"type": ["number", "null"], "multipleOf": 0.01}},
           "patternProperties": {"^x": {"enum": ["a", 1, null]}}},
         "Line": {"allOf": [{"properties": {"sku": {"const": 7}}}],
           "oneOf": [true, {"not": {}}], "if": {"required": ["sku"]}, "then": true},
         "Person-x": {"type": "object", "additionalProperties": {"type": "string"}},
         "Person_x": {"type": "integer"}}}}
      """;

  private static final List<String> NAMES =
      List.of(
          "$ref",
          "$defs",
          "$id",
          "$schema",
          "$anchor",
          "type",
          "properties",
          "items",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "const",
          "enum",
          "pattern",
          "format",
          "required",
          "minimum",
          "maxLength",
          "multipleOf",
          "additionalProperties",
          "patternProperties",
          "prefixItems",
          "contains",
          "propertyNames",
          "dependentSchemas",
          "example",
          "examples",
          "xml",
          "post",
          "requestBody",
          "content",
          "application/json",
          "schema",
          "value",
          "description",
          "summary",
          "openapi",
          "webhooks",
          "components",
          "schemas",
          "Order",
          "a.b",
          "",
          "x-y",
          "constructor");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1e308",
          "99999999999999999999999999",
          "0.1",
          "[]",
          "{}",
          "\"\"",
          "\"object\"",
          "\"string\"",
          "\"#/components/schemas/Order\"",
          "\"#/components/schemas/None\"",
          "\"#/$defs/Order\"",
          "\"#\"",
          "\"#/~2/%zz\"",
          "\"https://example.com/a.json\"",
          "\"(\"",
          "\"(a*)*$\"",
          "\"[\\\\w-\"",
          "\"\\\\p{IsNothing}\"",
          "\"*/ \\u2028\"",
          "[\"a\", \"a\"]",
          "[[[[{}]]]]",
          "{\"$ref\": \"#/components/schemas/Line\"}",
          "{\"$ref\": 7}",
          "{\"value\": {}}");

  private final Random random = new Random(SEED);

  @TempDir private Path home;

  @Test
  void whateverDocumentComesTheServerTakesItOrSaysWhatIsWrong() {
    try (TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      TreeSet<String> results = new TreeSet<>();
      for (int i = 0; i < DOCUMENTS; i++) {
        JsonNode document = Json.read(DOCUMENT);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
          change(document);
        }
        results.addAll(imported(admin, document, "acme" + i % 40 + "."));
      }
      assertThat(results).contains("created", "refused", "unchanged", "updated");
      recorded(admin);
    }
  }

  /** What came of it: the status if it is not 200, else what became of its webhooks. */
  private List<String> imported(TestClient admin, JsonNode document, String prefix) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("prefix", prefix);
    if (random.nextBoolean()) {
      body.set("document", document);
    } else {
      body.put("document", document.toString());
    }
    String path = "/api/event-types/import?dryRun=" + random.nextBoolean();
    TestResponse response = inTime(admin, path, body);
    if (response.status() == 200) {
      List<String> results = new ArrayList<>();
      for (JsonNode line : response.json().path("types")) {
        results.add(line.path("result").asText());
        if (results.getLast().equals("refused")) {
          assertThat(line.path("detail").asText()).as(body.toString()).contains("'");
        }
      }
      return results;
    }
    assertThat(response.status()).as("%s: %s", body, response.text()).isIn(400, 409);
    assertThat(response.message()).as(body.toString()).containsAnyOf("'", "YAML");
    return List.of(String.valueOf(response.status()));
  }

  /** Events of the types that came of it, with data at random. */
  private void recorded(TestClient admin) {
    List<String> types = new ArrayList<>();
    admin
        .get("/api/event-types")
        .is(200)
        .json()
        .forEach(type -> types.add(type.path("name").asText()));
    types.removeIf(name -> !name.startsWith("acme"));
    assertThat(types).hasSizeGreaterThan(20);
    TreeSet<Integer> statuses = new TreeSet<>();
    for (int i = 0; i < EVENTS; i++) {
      ObjectNode event = JsonNodeFactory.instance.objectNode();
      event.put("type", types.get(random.nextInt(types.size())));
      event.putObject("subject").put("id", "x");
      JsonNode data = Json.read("{\"id\": \"o\", \"to\": \"a\", \"lines\": [{\"sku\": 7}]}");
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        change(data);
      }
      event.set("data", data);
      TestResponse response = inTime(admin, "/api/events", event);
      assertThat(response.status()).as("%s: %s", event, response.text()).isIn(201, 400);
      statuses.add(response.status());
    }
    assertThat(statuses).containsExactly(201, 400);
    admin.get("/api/event-types/types.ts").is(200);
    admin.get("/api/event-types/types.java").is(200);
  }

  private static TestResponse inTime(TestClient admin, String path, JsonNode body) {
    long began = System.nanoTime();
    TestResponse response = admin.json("POST", path, body.toString());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).as(body.toString()).isLessThan(SOON);
    return response;
  }

  /** Changes one place of a tree. */
  private void change(JsonNode root) {
    List<JsonNode> places = new ArrayList<>();
    collect(root, places);
    switch (places.get(random.nextInt(places.size()))) {
      case ObjectNode object -> change(object);
      case ArrayNode array -> array.insert(random.nextInt(array.size() + 1), value());
      default -> throw new AssertionError("neither an object nor an array");
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.isEmpty() ? "a" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, value());
      case 2 ->
          object.set(
              NAMES.get(random.nextInt(NAMES.size())),
              object.has(name) ? object.path(name).deepCopy() : value());
      default -> object.set(NAMES.get(random.nextInt(NAMES.size())), value());
    }
  }

  private JsonNode value() {
    return Json.read(VALUES.get(random.nextInt(VALUES.size())));
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(each -> collect(each, places));
    }
  }
}
