package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
      ObjectNode before = random(random, 2);
      ObjectNode after = random.nextInt(3) == 0 ? random(random, 2) : varied(before, random);
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

  /** A property that the older version tolerated, and the newer one declares: it counts as new. */
  private static boolean undeclared(JsonNode before, JsonNode after, JsonNode data) {
    for (var property : data.properties()) {
      JsonNode old = before.path("properties").path(property.getKey());
      JsonNode now = after.path("properties").path(property.getKey());
      if ((old.isMissingNode() && !now.isMissingNode())
          || undeclared(old, now, property.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(DataSchema schema, JsonNode data) {
    try {
      schema.check("data", data, new LimitedPattern.Budget());
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  private static ObjectNode random(Random random, int depth) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    for (int n = random.nextInt(3); n > 0; n--) {
      add(schema, random, depth);
    }
    return schema;
  }

  private static void add(ObjectNode schema, Random random, int depth) {
    switch (random.nextInt(9)) {
      case 0 -> schema.put("type", List.of("string", "integer", "object").get(random.nextInt(3)));
      case 1 -> schema.putArray("enum").add(random.nextInt(3)).add("b");
      case 2 -> schema.put("maximum", random.nextInt(4));
      case 3 -> schema.put("minLength", random.nextInt(3));
      case 4 -> schema.putArray("required").add(name(random));
      case 5 -> schema.put("additionalProperties", random.nextBoolean());
      case 6 -> schema.putArray("anyOf").add(random(random, 0)).add(random(random, 0));
      default -> {
        if (depth > 0) {
          schema.withObjectProperty("properties").set(name(random), random(random, depth - 1));
        }
      }
    }
  }

  private static ObjectNode varied(ObjectNode before, Random random) {
    ObjectNode after = before.deepCopy();
    if (!after.isEmpty() && random.nextBoolean()) {
      List<String> names = new ArrayList<>();
      after.fieldNames().forEachRemaining(names::add);
      after.remove(names.get(random.nextInt(names.size())));
    } else {
      add(after, random, 1);
    }
    return after;
  }

  private static JsonNode data(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 3)) {
      case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(5));
      case 1 -> JsonNodeFactory.instance.textNode("abc".substring(random.nextInt(3)));
      case 2 -> JsonNodeFactory.instance.nullNode();
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
