package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.webhooks.eventtypes.CustomEventType.Version;
import dev.carillon.server.webhooks.payload.NewProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a webhook that pins a version is shown of data that was recorded in a later one, compared
 * with a slow model that looks into all versions of the schema for each property.
 */
class VersionedDataTest {

  private static final long SEED = 20261130;
  private static final int TYPES = 400;
  private static final int VERSIONS = 4;
  private static final int DOCUMENTS = 15;

  private final Random random = new Random(SEED);

  @Test
  void dataIsShownAsTheModelShowsIt() {
    int shortened = 0;
    for (int made = 0; made < TYPES; made++) {
      CustomEventType type = type();
      int recorded = 1 + random.nextInt(VERSIONS);
      NewProperties known = KnownProperties.of(type, recorded);
      List<JsonNode> schemas =
          type.versions().stream().limit(recorded).<JsonNode>map(Version::schema).toList();
      for (int document = 0; document < DOCUMENTS; document++) {
        JsonNode data = object(3);
        String before = data.toString();
        NewProperties since = known.of(data);
        for (int pinned = 1; pinned <= recorded; pinned++) {
          JsonNode shown = since.without(data, pinned);
          assertThat(shown)
              .as("version %s of %s in %s of %s", pinned, data, recorded, schemas)
              .isEqualTo(model(data, schemas, pinned));
          shortened += shown.equals(data) ? 0 : 1;
        }
        assertThat(data.toString()).isEqualTo(before);
      }
    }
    assertThat(shortened).isGreaterThan(TYPES);
  }

  /** What a version declares by name is not what it says of other names. */
  @Test
  void aPropertyThatWasDeclaredFromTheStartStaysIfOthersGetOneOfItsName() {
    ObjectNode first = json("{'properties':{'a':{'properties':{'b':{}}}}}");
    ObjectNode second =
        json(
            "{'properties':{'a':{'properties':{'b':{}}}},"
                + "'additionalProperties':{'properties':{'b':{}}}}");
    JsonNode data = json("{'a':{'b':1},'other':{'b':2,'c':3}}");
    NewProperties since =
        KnownProperties.of(type(List.of(version(1, first), version(2, second))), 2).of(data);
    assertThat(since.without(data, 1)).isEqualTo(json("{'a':{'b':1},'other':{'c':3}}"));
    assertThat(since.without(data, 2)).isEqualTo(data);
  }

  /** The value as a version shows it; schemas are those of the same place, null = none. */
  private static JsonNode model(JsonNode value, List<JsonNode> schemas, int pinned) {
    if (value.isArray()) {
      ArrayNode shown = JsonNodeFactory.instance.arrayNode();
      value.forEach(each -> shown.add(model(each, below(schemas, "items"), pinned)));
      return shown;
    }
    if (!value.isObject()) {
      return value;
    }
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      List<JsonNode> named = new ArrayList<>();
      int first = 0;
      for (int number = 1; number <= schemas.size(); number++) {
        JsonNode schema = schemas.get(number - 1).path("properties").path(member.getKey());
        named.add(schema);
        first = first == 0 && !schema.isMissingNode() ? number : first;
      }
      if (first <= pinned) {
        List<JsonNode> inner = first > 0 ? named : below(schemas, "additionalProperties");
        shown.set(member.getKey(), model(member.getValue(), inner, pinned));
      }
    }
    return shown;
  }

  private static List<JsonNode> below(List<JsonNode> schemas, String keyword) {
    return schemas.stream().map(schema -> schema.path(keyword)).toList();
  }

  private CustomEventType type() {
    List<Version> versions = new ArrayList<>();
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    for (int number = 1; number <= VERSIONS; number++) {
      for (int more = random.nextInt(4); more > 0; more--) {
        extend(schema, 0);
      }
      versions.add(version(number, schema.deepCopy()));
    }
    return type(versions);
  }

  /** Declares something more, somewhere. */
  private void extend(ObjectNode schema, int depth) {
    String array = "list";
    switch (random.nextInt(5)) {
      case 0 -> inner(schema, "additionalProperties", depth);
      case 1 ->
          inner(schema.withObjectProperty("properties").withObjectProperty(array), "items", depth);
      default -> inner(schema.withObjectProperty("properties"), name(), depth);
    }
  }

  private void inner(ObjectNode holder, String name, int depth) {
    ObjectNode inner = holder.withObjectProperty(name);
    if (depth < 3 && random.nextInt(3) > 0) {
      extend(inner, depth + 1);
    }
  }

  private ObjectNode object(int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int n = random.nextInt(4); n > 0; n--) {
      object.set(name(), depth > 0 ? object(depth - 1) : JsonNodeFactory.instance.numberNode(n));
    }
    if (random.nextInt(3) == 0) {
      ArrayNode list = object.putArray("list");
      for (int n = random.nextInt(3); n > 0; n--) {
        list.add(depth > 0 ? object(depth - 1) : JsonNodeFactory.instance.numberNode(n));
      }
    }
    return object;
  }

  private String name() {
    return List.of("a", "b", "*", "~/").get(random.nextInt(4));
  }

  private static CustomEventType type(List<Version> versions) {
    return new CustomEventType("acme.made", "", "", versions, Instant.EPOCH, "ann", 1);
  }

  private static Version version(int number, ObjectNode schema) {
    return new Version(number, schema, List.of(), Instant.EPOCH);
  }

  private static ObjectNode json(String quoted) {
    return (ObjectNode) Json.read(quoted.replace('\'', '"'));
  }
}
