package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedSchemasTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'array'} | schema
          {'type':'object','$schema':'http://json-schema.org/draft-07/schema#'} | schema/$schema
          {'type':'object','propertys':{}} | the nearest is 'properties'
          {'type':'object','properties':{'a':{'type':'strin'}}} | schema/properties/a/type
          {'type':'object','properties':{'a':{'minLength':'x'}}} | schema/properties/a/minLength
          {'type':'object','properties':{'a':7}} | schema/properties/a
          {'type':'object','properties':{'a':{'$ref':'https://example.com/a.json'}}} | schema/properties/a/$ref
          {'type':'object','properties':{'a':{'$ref':'#/$defs/b'}}} | schema/properties/a/$ref
          {'type':'object','properties':{'a':{'$ref':'#'}}} | schema/properties/a/$ref
          {'type':'object','properties':{'a':{'$dynamicRef':'#a'}}} | $dynamicRef
          {'type':'object','$defs':{'a':{'properties':{'b':{'$ref':'#/$defs/a'}}}},'properties':{'a':{'$ref':'#/$defs/a'}}} | does not refer back to itself
          {'type':'object','$defs':{'a':{'$ref':'#/$defs/a'}}} | does not refer back to itself
          {'type':'object','properties':{'a':{'$ref':'#/$defs/b','minimum':1}},'$defs':{'b':{}}} | beside $ref
          {'type':'object','properties':{'a':{'pattern':'('}}} | a regular expression
          {'type':'object','patternProperties':{'[':{}}} | a regular expression
          {'type':'object','properties':{'a':{'$id':'x'}}} | $id at the root
          """)
  void whatIsNotAllowedIsRefusedWithItsPlace(String schema, String said) {
    assertThatThrownBy(() -> AllowedSchemas.checked("schema", json(schema)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(said);
  }

  @Test
  void subschemasThatAreReferredToCountEachTime() {
    StringBuilder definitions = new StringBuilder("'d0': {'type': 'string'}");
    for (int i = 1; i < 12; i++) {
      definitions.append(
          ", 'd%s': {'allOf': [{'$ref': '#/$defs/d%s'}, {'$ref': '#/$defs/d%s'}]}"
              .formatted(i, i - 1, i - 1));
    }
    String schema =
        "{'type': 'object', 'properties': {'a': {'$ref': '#/$defs/d11'}}, '$defs': {"
            + definitions
            + "}}";
    assertThatThrownBy(() -> AllowedSchemas.checked("schema", json(schema)))
        .hasMessageContaining("at most 500 subschemas");
  }

  @Test
  void deepAndLargeSchemasAreRefused() {
    String deep = "{'type':'object','not':".repeat(40) + "true" + "}".repeat(40);
    assertThatThrownBy(() -> AllowedSchemas.checked("schema", json(deep)))
        .hasMessageContaining("up to level 32");
    String large = "{'type':'object','description':'" + "x".repeat(70_000) + "'}";
    assertThatThrownBy(() -> AllowedSchemas.checked("schema", json(large)))
        .hasMessageContaining("at most 65536 bytes");
  }

  /** Each definition was looked at before, where it lay less deep. */
  @Test
  void definitionsThatLieInEachOtherCountByWhereTheyAreReferredTo() {
    StringBuilder properties = new StringBuilder("'p0': {'$ref': '#/$defs/d0'}");
    StringBuilder definitions = new StringBuilder("'d0': {'type': 'string'}");
    for (int i = 1; i < 40; i++) {
      properties.append(", 'p%s': {'$ref': '#/$defs/d%s'}".formatted(i, i));
      definitions.append(", 'd%s': {'items': {'$ref': '#/$defs/d%s'}}".formatted(i, i - 1));
      String schema =
          "{'type': 'object', 'properties': {" + properties + "}, '$defs': {" + definitions + "}}";
      if (i <= 14) {
        assertThat(AllowedSchemas.checked("schema", json(schema)).has("$defs")).isTrue();
      } else if (i == 16) {
        assertThatThrownBy(() -> AllowedSchemas.checked("schema", json(schema)))
            .hasMessageContaining("up to level 32");
      }
    }
  }

  @Test
  void groupsThatLieInEachOtherVeryDeepMakeNoPattern() {
    String deep = "(".repeat(15_000) + ")".repeat(15_000);
    assertThatThrownBy(
            () ->
                AllowedSchemas.checked(
                    "schema",
                    json("{'type':'object','properties':{'a':{'pattern':'" + deep + "'}}}")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("a regular expression");
  }

  @Test
  void namesOfPropertiesMayLookLikeKeywords() {
    String schema =
        """
        {'type': 'object', '$id': 'https://acme.example/order', 'x-owner': 'shop',
         'properties': {'$ref': {'type': 'string'}, 'properties': {'type': 'object'},
           'x-note': {'type': 'string'}, 'typo': {'$ref': '#/$defs/Text', 'description': 'd'}},
         '$defs': {'Text': {'type': 'string'}}}
        """;
    ObjectNode checked = AllowedSchemas.checked("schema", json(schema));
    DataSchema compiled = DataSchema.of(checked);
    check(compiled, json("{'x-note': 'a', 'typo': 'b', '$ref': 'c'}"));
    assertThatThrownBy(() -> check(compiled, json("{'x-note': 1}")))
        .hasMessageContaining("data/x-note");
    assertThatThrownBy(() -> check(compiled, json("{'typo': 1}")))
        .hasMessageContaining("data/typo");
  }

  @Test
  void aPatternThatNeedsTooLongEndsInARefusal() {
    DataSchema schema =
        DataSchema.of(
            AllowedSchemas.checked(
                "schema",
                json(
                    "{'type':'object','properties':{'a':{'pattern':'^(.*)(.*)(.*)(.*)(.*)x$'}}}")));
    check(schema, json("{'a':'aaax'}"));
    JsonNode slow = json("{'a':'" + "a".repeat(3000) + "'}");
    JsonNode deep = json("{'a':'" + "ab".repeat(30_000) + "!'}");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> check(schema, slow)).hasMessageContaining("takes too long"));
    DataSchema nested =
        DataSchema.of(json("{'type':'object','properties':{'a':{'pattern':'^(?:ab|c)*$'}}}"));
    assertThatThrownBy(() -> check(nested, deep)).isInstanceOf(Problem.class);
  }

  @Test
  void manyTextsThatEachNeedLongEndInARefusalToo() {
    DataSchema schema =
        DataSchema.of(
            json(
                "{'type':'object','properties':{'a':{'items':{'pattern':'^(?:(.*)(.*)x|a*)$'}}}}"));
    String text = "'" + "a".repeat(500) + "'";
    Budget budget = new Budget();
    JsonNode few = json("{'a':[" + text + "]}");
    schema.check("data", few, budget);
    JsonNode many = json("{'a':[" + (text + ",").repeat(200) + text + "]}");
    assertThatThrownBy(() -> schema.check("data", many, budget))
        .hasMessageContaining("20 million steps for a request");
    assertThatThrownBy(() -> schema.check("data", few, budget))
        .as("the next event of the request")
        .hasMessageContaining("20 million steps for a request");
    check(schema, few);
  }

  @Test
  void aPatternEndsWhereTheTextEnds() {
    assertThat(LimitedPattern.of("^a$").matches("a")).isTrue();
    assertThat(LimitedPattern.of("^a$").matches("a\n")).isFalse();
    assertThat(LimitedPattern.of("[$]").matches("$")).isTrue();
    assertThat(LimitedPattern.of("\\$$").matches("a$")).isTrue();
    assertThat(LimitedPattern.of("[[]").matches("[")).isTrue();
  }

  private static void check(DataSchema schema, JsonNode data) {
    schema.check("data", data, new Budget());
  }

  private static JsonNode json(String quoted) {
    return Json.read(quoted.replace('\'', '"'));
  }
}
