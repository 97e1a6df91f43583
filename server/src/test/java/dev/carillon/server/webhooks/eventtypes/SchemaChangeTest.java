package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.payload.NewProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schema may follow another one exactly if data that fitted still fits. */
class SchemaChangeTest {

  private static final long SEED = 20261130;
  private static final int PAIRS = 3000;
  private static final int DOCUMENTS = 40;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'properties':{'a':{'type':'string'}}} | {'properties':{'a':{'type':'number'}}} | /properties/a/type allowed string
          {'properties':{'a':{'type':'integer'}}} | {'properties':{'a':{'type':'number'}}} |
          {'properties':{'a':{'type':'number'}}} | {'properties':{'a':{'type':'integer'}}} | /properties/a/type allowed number
          {'properties':{'a':{}}} | {'properties':{'a':{'type':'string'}}} | /properties/a/type had no type, so any was allowed
          {'required':['a']} | {} |
          {} | {'required':['a']} | /required did not require 'a'
          {'properties':{'a':{}}} | {'properties':{'b':{}}} | /properties/a was declared, and is missing now
          {'properties':{'a':{}}} | {'properties':{'a':{},'b':{'type':'string'}}} |
          {'properties':{'a':{'enum':[1,2]}}} | {'properties':{'a':{'enum':[1,2,3]}}} |
          {'properties':{'a':{'enum':[1,2]}}} | {'properties':{'a':{'enum':[1]}}} | /properties/a/enum allowed 2
          {'properties':{'a':{'maximum':5}}} | {'properties':{'a':{'maximum':4}}} | /properties/a/maximum was 5
          {'properties':{'a':{'maximum':5}}} | {'properties':{'a':{'maximum':6}}} |
          {'properties':{'a':{'minLength':2}}} | {'properties':{'a':{'minLength':3}}} | /properties/a/minLength was 2
          {'properties':{'a':{}}} | {'properties':{'a':{'minItems':1}}} | /properties/a/minItems had no limit
          {'additionalProperties':false} | {} |
          {} | {'additionalProperties':false} | /additionalProperties is allowed no more
          {'properties':{'a':{'items':{'type':'string'}}}} | {'properties':{'a':{'items':{'type':['string','null']}}}} |
          {'properties':{'a':{'pattern':'^a'}}} | {'properties':{'a':{'pattern':'^b'}}} | /properties/a/pattern was different, and cannot be compared
          {'properties':{'a':{'title':'x'}}} | {'properties':{'a':{'title':'y','description':'z'}}} |
          {'$defs':{'d':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/d'}}} | {'properties':{'a':{'type':'string'}}} |
          {'$defs':{'d':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/d'}}} | {'$defs':{'d':{'type':'null'}},'properties':{'a':{'$ref':'#/$defs/d'}}} | /properties/a/type allowed string
          {'anyOf':[{'required':['a']}]} | {'anyOf':[{'required':['a']},{'required':['b']}]} |
          {'anyOf':[{'required':['a']},{'required':['b']}]} | {'anyOf':[{'required':['a']}]} | /anyOf/1 was allowed in this way
          {'$defs':{'d':{'type':'string'}},'additionalProperties':{'$ref':'#/$defs/d'}} | {'$defs':{'d':{'type':'null'}},'additionalProperties':{'$ref':'#/$defs/d'}} | /additionalProperties/type allowed string
          {'$defs':{'d':{'type':'string'}},'oneOf':[{'required':['a']},{'$ref':'#/$defs/d'}]} | {'$defs':{'d':{'type':'null'}},'oneOf':[{'required':['a']},{'$ref':'#/$defs/d'}]} | /oneOf was different, and cannot be compared
          {'oneOf':[{'title':'x'}]} | {'oneOf':[{'title':'y'}]} |
          {'not':{'properties':{'title':{'type':'string'}}}} | {'not':{'properties':{'title':{}}}} | /not was different, and cannot be compared
          {'not':{'required':['a']}} | {'not':false} |
          {'contains':{'type':'string'}} | {'contains':false} | /contains was different, and cannot be compared
          {'contains':{'type':'string'},'minContains':0} | {'contains':{'type':'string'}} | /minContains was 0, and is missing now, which means 1
          {'patternProperties':{'^a':{}},'additionalProperties':false} | {'additionalProperties':false} | /patternProperties was there, and is missing now
          {'patternProperties':{'^a':{'type':'null'}},'additionalProperties':false} | {} |
          {'prefixItems':[{'type':'string'}],'items':false} | {'items':false} | /prefixItems was there, and is missing now
          {'properties':{'a':{'const':1}}} | {'properties':{'a':{'const':1,'enum':[1,2]}}} |
          {'properties':{'a':{'enum':[1,2]}}} | {'properties':{'a':{'const':1,'enum':[1,2]}}} | /properties/a/const allowed 2
          {'$defs':{'d':{'const':{'$ref':'#/$defs/d'}}},'properties':{'a':{'$ref':'#/$defs/d'}}} | {'$defs':{'d':{'const':{'$ref':'#/$defs/d'}}},'not':{'$ref':'#/$defs/d'},'properties':{'a':{'$ref':'#/$defs/d'}}} | /not was not there
          """)
  void eachBreakIsNamedWithItsPlace(String before, String after, String expected) {
    assertThat(SchemaChange.breaks(schema(before), schema(after)).stream().map(Object::toString))
        .isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  @Test
  void whatMayFollowAcceptsAllThatFittedBefore() {
    Random random = new Random(SEED);
    int followed = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      ObjectNode before = whole(random(random, 2), random);
      ObjectNode after =
          random.nextInt(3) == 0 ? whole(random(random, 2), random) : varied(before, random);
      if (!SchemaChange.breaks(before, after).isEmpty()) {
        continue;
      }
      followed++;
      DataSchema old = DataSchema.of(before);
      DataSchema next = DataSchema.of(after);
      for (int document = 0; document < DOCUMENTS; document++) {
        JsonNode data = data(random, 2);
        if (fits(old, data) && !undeclared(before, after, data)) {
          assertThat(fits(next, data)).as("%s fits %s but not %s", data, before, after).isTrue();
        }
      }
    }
    assertThat(followed).isGreaterThan(PAIRS / 20);
  }

  @Test
  void manyAlternativesThatLeadToOneLargeSchemaAreComparedSoon() {
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    ArrayNode alternatives = before.putArray("anyOf");
    for (int i = 0; i < 200; i++) {
      alternatives.addObject().put("$ref", "#/$defs/d");
    }
    ArrayNode values = before.putObject("$defs").putObject("d").putArray("enum");
    for (int i = 0; i < 9_000; i++) {
      values.add(i);
    }
    ObjectNode after = before.deepCopy();
    ((ArrayNode) after.at("/$defs/d/enum")).remove(8_999);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(SchemaChange.breaks(before, after)).hasSize(200));
  }

  /** A property that the older version tolerated, and the newer one declares: it counts as new. */
  private static boolean undeclared(ObjectNode before, ObjectNode after, JsonNode data) {
    CustomEventType type =
        new CustomEventType(
            "acme.made",
            "",
            "",
            List.of(version(1, before), version(2, after)),
            Instant.EPOCH,
            "ann",
            1);
    return !KnownProperties.of(type, 2).of(data).equals(NewProperties.NONE);
  }

  private static CustomEventType.Version version(int number, ObjectNode schema) {
    return new CustomEventType.Version(number, schema, List.of(), Instant.EPOCH);
  }

  private static boolean fits(DataSchema schema, JsonNode data) {
    try {
      schema.check("data", data, new LimitedPattern.Budget());
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  /** The schema with the definition that its references lead to. */
  private static ObjectNode whole(ObjectNode schema, Random random) {
    ObjectNode definition = random(random, 0);
    while (definition.toString().contains("$ref")) {
      definition = random(random, 0);
    }
    schema.putObject("$defs").set("d", definition);
    return schema;
  }

  private static ObjectNode random(Random random, int depth) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    for (int n = random.nextInt(3); n > 0; n--) {
      add(schema, random, depth);
    }
    return schema;
  }

  private static void add(ObjectNode schema, Random random, int depth) {
    if (schema.has("$ref")) {
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> schema.put("type", List.of("string", "integer", "object").get(random.nextInt(3)));
      case 1 -> schema.putArray("enum").add(random.nextInt(3)).add("b");
      case 2 -> schema.put("maximum", random.nextInt(4));
      case 3 -> schema.put("minLength", random.nextInt(3));
      case 4 -> schema.putArray("required").add(name(random));
      case 5 -> schema.put("additionalProperties", random.nextBoolean());
      case 6 -> schema.putArray("anyOf").add(random(random, 0)).add(random(random, 0));
      case 7 -> addOfSubschemas(schema, random, depth);
      case 8 -> {
        // both schemas of a pair have it, and may define it in another way
        schema.removeAll();
        schema.put("$ref", "#/$defs/d");
      }
      default -> {
        if (depth > 0) {
          schema.withObjectProperty("properties").set(name(random), random(random, depth - 1));
        }
      }
    }
  }

  private static void addOfSubschemas(ObjectNode schema, Random random, int depth) {
    JsonNode inner =
        random.nextInt(4) == 0
            ? JsonNodeFactory.instance.booleanNode(random.nextBoolean())
            : random(random, depth - 1);
    switch (random.nextInt(12)) {
      case 0 -> schema.set("additionalProperties", inner);
      case 1 -> schema.withObjectProperty("patternProperties").set("^" + name(random), inner);
      case 2 -> schema.set("items", inner);
      case 3 -> schema.withArrayProperty("prefixItems").add(inner);
      case 4 -> schema.set("contains", inner);
      case 5 -> schema.put("minContains", random.nextInt(2));
      case 6 -> schema.withArrayProperty("oneOf").add(inner);
      case 7 -> schema.set("not", inner);
      case 8 -> schema.withArrayProperty("allOf").add(inner);
      case 9 -> schema.set(List.of("if", "then", "else").get(random.nextInt(3)), inner);
      case 10 -> schema.withObjectProperty("dependentSchemas").set(name(random), inner);
      default -> schema.set("const", data(random, depth));
    }
  }

  private static ObjectNode varied(ObjectNode before, Random random) {
    ObjectNode after = before.deepCopy();
    List<ObjectNode> places = new ArrayList<>();
    collect(after, places);
    ObjectNode place = places.get(random.nextInt(places.size()));
    if (!place.isEmpty() && random.nextBoolean()) {
      List<String> names = new ArrayList<>();
      place.fieldNames().forEachRemaining(names::add);
      place.remove(names.get(random.nextInt(names.size())));
    } else {
      add(place, random, 1);
    }
    JsonNode definition = after.path("$defs").path("d");
    return definition.isMissingNode() || definition.toString().contains("$ref")
        ? whole(after, random)
        : after;
  }

  /** All schemas in a schema. */
  private static void collect(JsonNode schema, List<ObjectNode> places) {
    if (schema instanceof ObjectNode object) {
      places.add(object);
      for (var keyword : object.properties()) {
        var _ =
            Subschemas.mapped(
                keyword.getKey(),
                keyword.getValue(),
                each -> {
                  collect(each, places);
                  return each;
                });
      }
    }
  }

  private static JsonNode data(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 3)) {
      case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(5));
      case 1 -> JsonNodeFactory.instance.textNode("abc".substring(random.nextInt(3)));
      case 2 -> JsonNodeFactory.instance.nullNode();
      case 3, 4 -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int n = random.nextInt(3); n > 0; n--) {
          array.add(data(random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int n = random.nextInt(3); n > 0; n--) {
          object.set(name(random), data(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String name(Random random) {
    return "abc".substring(random.nextInt(3)).substring(0, 1);
  }

  private static JsonNode schema(String quoted) {
    JsonNode schema = Json.read(quoted.replace('\'', '"'));
    assertThat(schema).isNotInstanceOf(ArrayNode.class);
    return schema;
  }
}
