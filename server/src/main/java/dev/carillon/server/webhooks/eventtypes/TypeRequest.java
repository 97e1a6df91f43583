package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.eventtypes.CustomEventType.Version;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a request says about a custom event type, checked.
 *
 * @param title a few words; the name where none is given
 * @param examples data that fits the schema
 */
record TypeRequest(
    String name, String title, String description, ObjectNode schema, List<JsonNode> examples) {

  /** The longest title, in characters. */
  static final int TITLE_MAX = 200;

  /** The longest description, in characters. */
  static final int DESCRIPTION_MAX = 4000;

  /** How many examples a version may have. */
  static final int EXAMPLES_MAX = 5;

  private static final int BREAKS_NAMED_MAX = 10;

  TypeRequest {
    examples = List.copyOf(examples);
  }

  /**
   * Reads one.
   *
   * @param name of the type
   * @param body an object with {@code schema}, {@code examples}, and {@code title} and {@code
   *     description}, which may be missing
   * @param budget what patterns may cost, for all types of a request
   * @throws Problem 400 naming the field, its value and what is allowed
   */
  static TypeRequest read(String name, JsonNode body, Budget budget) {
    checkName(name);
    String title = new JsonField("title", body.path("title")).text(TITLE_MAX);
    String description =
        new JsonField("description", body.path("description")).lines(DESCRIPTION_MAX);
    if (!body.has("schema")) {
      throw Problem.missing("schema");
    }
    ObjectNode schema = AllowedSchemas.checked("schema", body.path("schema"));
    List<JsonNode> examples = new ArrayList<>();
    body.path("examples").forEach(examples::add);
    if (examples.isEmpty() || examples.size() > EXAMPLES_MAX) {
      throw Problem.badField(
          "examples",
          examples.size() + " examples",
          "1 to " + EXAMPLES_MAX + " objects, each an example of the data of an event");
    }
    DataSchema compiled = DataSchema.of(schema);
    for (int i = 0; i < examples.size(); i++) {
      checkSize("examples[" + i + "]", examples.get(i));
      compiled.check("examples[" + i + "]", examples.get(i), budget);
    }
    return new TypeRequest(name, title.isBlank() ? name : title, description, schema, examples);
  }

  private static void checkName(String name) {
    if (CustomTypeName.reserved(name)) {
      throw Problem.badField(
          "name",
          name,
          "a name whose first word is not the server's own ("
              + String.join(", ", CustomTypeName.RESERVED)
              + "): begin with the name of your organisation, such as acme."
              + name);
    }
    if (!CustomTypeName.wellFormed(name)) {
      throw Problem.badField("name", name, CustomTypeName.ALLOWED);
    }
  }

  private static void checkSize(String field, JsonNode data) {
    int bytes = data.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > NewEvent.DATA_BYTES_MAX) {
      throw Problem.badField(
          field, bytes + " bytes", "data of at most " + NewEvent.DATA_BYTES_MAX + " bytes");
    }
  }

  /** The type that it makes. */
  CustomEventType created(Instant now, String by) {
    return new CustomEventType(
        name, title, description, List.of(new Version(1, schema, examples, now)), now, by, 1);
  }

  /**
   * What it makes of a type: the newest version stays if its schema stays as it is, else there is
   * one more.
   *
   * @throws Problem 400 naming what would break, or that there are too many versions
   */
  CustomEventType changed(CustomEventType before, Instant now) {
    Version newest = before.newest();
    List<Version> versions = new ArrayList<>(before.versions());
    if (newest.schema().equals(schema)) {
      versions.removeLast();
      versions.add(new Version(newest.number(), schema, examples, newest.createdAt()));
    } else {
      checkFollows(before);
      versions.add(new Version(newest.number() + 1, schema, examples, now));
    }
    return new CustomEventType(
        name,
        title,
        description,
        versions,
        before.createdAt(),
        before.createdBy(),
        before.revision() + 1);
  }

  private void checkFollows(CustomEventType before) {
    List<SchemaChange.Break> breaks = SchemaChange.breaks(before.newest().schema(), schema);
    if (!breaks.isEmpty()) {
      String named =
          breaks.stream()
              .limit(BREAKS_NAMED_MAX)
              .map(SchemaChange.Break::toString)
              .collect(Collectors.joining("; "));
      String more =
          breaks.size() > BREAKS_NAMED_MAX
              ? "; and " + (breaks.size() - BREAKS_NAMED_MAX) + " more"
              : "";
      throw Problem.badField(
          "schema",
          named + more,
          "a schema that declares further optional properties, or allows more, than version "
              + before.newest().number()
              + ". For a change that breaks, register a new type, such as "
              + name
              + ".v2");
    }
    if (before.versions().size() == CustomEventType.VERSIONS_MAX) {
      throw Problem.badField(
          "schema",
          "version " + (CustomEventType.VERSIONS_MAX + 1),
          "at most "
              + CustomEventType.VERSIONS_MAX
              + " versions of a type: register a new type, such as "
              + name
              + ".v2");
    }
  }
}
