package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The schema of an event type, compiled: says whether data fits it, and where not. {@link
 * EventRecorder} asks it about the data of each event that another program records, {@link
 * TypeRequest} about the examples of the type.
 */
final class DataSchema {

  /** So many faults are named. */
  private static final int NAMED_MAX = 10;

  private static final int SHOWN_MAX = 200;

  /** Keywords by which a check may take longer than its schema and the data are long. */
  private static final List<String> COSTLY =
      List.of("\"pattern\"", "\"patternProperties\"", "\"$ref\"", "\"uniqueItems\"");

  /** The characters of the data times those of the schema. */
  private static final long CHEAP_MAX = 1_000_000;

  private final Schema schema;

  /** As text. */
  private final String source;

  private DataSchema(Schema schema, String source) {
    this.schema = schema;
    this.source = source;
  }

  /** Compiles a schema that {@link AllowedSchemas} has let pass. */
  static DataSchema of(JsonNode schema) {
    String source = plain(schema).toString();
    return new DataSchema(registry().getSchema(source, InputFormat.JSON), source);
  }

  /**
   * Whether data may be checked by the thread of its request, since that costs little, whatever is
   * in it.
   *
   * @param length of the data as text, in characters
   */
  boolean cheap(int length) {
    return (long) length * source.length() <= CHEAP_MAX
        && COSTLY.stream().noneMatch(source::contains);
  }

  /** The schema without its id, which would be resolved, and without what the library warns of. */
  private static JsonNode plain(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode plain = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      if (!name.startsWith("x-") && !name.equals("$id")) {
        plain.set(name, Subschemas.mapped(name, keyword.getValue(), DataSchema::plain));
      }
    }
    return plain;
  }

  /**
   * Refuses a schema whose keywords have values that they cannot have.
   *
   * @throws Problem 400
   */
  static void checkSyntax(String field, JsonNode schema) {
    Schema dialect = registry().getSchema(SchemaLocation.of(AllowedSchemas.DIALECT));
    new DataSchema(dialect, "").check(field, schema, new Budget());
  }

  /**
   * Lets data pass that fits.
   *
   * @param field what the request calls the data
   * @param budget what patterns may cost, for all data of a request
   * @throws Problem 400 naming the first place that does not fit, its value, what is allowed there,
   *     and how many others there are
   */
  void check(String field, JsonNode data, Budget budget) {
    List<Error> errors = new ArrayList<>();
    Optional<String> costly =
        LimitedPattern.costly(
            budget, () -> errors.addAll(schema.validate(data.toString(), InputFormat.JSON)));
    if (costly.isPresent()) {
      throw Problem.badField(field, "a text that takes too long to match", costly.get());
    }
    if (!errors.isEmpty()) {
      Error first = errors.getFirst();
      String pointer = first.getInstanceLocation().toString();
      JsonNode value = data.at(pointer);
      String others =
          errors.stream()
              .skip(1)
              .limit(NAMED_MAX)
              .map(
                  error -> "; '" + field + error.getInstanceLocation() + "': " + error.getMessage())
              .collect(Collectors.joining());
      String more =
          errors.size() > NAMED_MAX + 1 ? "; and " + (errors.size() - NAMED_MAX - 1) + " more" : "";
      throw Problem.badField(
          field + pointer,
          shown(value),
          "what its schema allows: " + first.getMessage() + others + more);
    }
  }

  private static SchemaRegistry registry() {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(LimitedPattern::of)
            .locale(Locale.ENGLISH)
            .build();
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
  }

  private static String shown(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
  }
}
