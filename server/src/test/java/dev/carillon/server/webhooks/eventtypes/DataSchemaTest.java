package dev.carillon.server.webhooks.eventtypes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which data is checked by the thread of its request. */
class DataSchemaTest {

  private static final String TOTAL = "\"properties\": {\"total\": {\"type\": \"number\"}}";

  @Test
  void shortDataIsCheapToCheck() {
    DataSchema schema = schema(TOTAL);
    assertThat(schema.cheap(200)).isTrue();
    assertThat(schema.cheap(100_000)).as("long data").isFalse();
  }

  @Test
  void shortDataIsNotCheapToCheckByALongSchema() {
    DataSchema schema = schema("\"description\": \"" + "x".repeat(20_000) + "\", " + TOTAL);
    assertThat(schema.cheap(40)).isTrue();
    assertThat(schema.cheap(60)).isFalse();
  }

  /** Each of them may look at a value more often than once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"properties\": {\"total\": {\"pattern\": \"^(a+)+$\"}}",
        "\"patternProperties\": {\"^(a+)+$\": {\"type\": \"string\"}}",
        "\"properties\": {\"total\": {\"type\": \"array\", \"uniqueItems\": true}}",
        "\"properties\": {\"total\": {\"$ref\": \"#/$defs/total\"}}, \"$defs\": {\"total\": {}}",
      })
  void aCheckOfUnknownLengthIsNotCheap(String keywords) {
    assertThat(schema(keywords).cheap(20)).isFalse();
  }

  private static DataSchema schema(String keywords) {
    return DataSchema.of(TestResponse.json("{\"type\": \"object\", " + keywords + "}"));
  }
}
