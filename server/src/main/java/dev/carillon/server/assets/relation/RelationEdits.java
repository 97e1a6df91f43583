package dev.carillon.server.assets.relation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.api.RequestedFields;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.MetadataJson;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.util.Map;

/**
 * What a request wants to say about a relation: values of fields are kept as their fields have
 * them, those of all other names as they were sent.
 *
 * @param given what it says
 */
record RelationEdits(RequestedFields given) {

  /** A page of hits shows one relation for each. */
  private static final int BYTES_MAX = 64 << 10;

  private static final int NAMES_MAX = 1_000;

  /**
   * What is said about the relation after these edits.
   *
   * @throws Problem 400 where it would be more than a relation holds
   */
  JsonNode applyTo(JsonNode before) {
    Metadata fields = MetadataJson.read(onlyFields(before).toString());
    ObjectNode after = before.deepCopy();
    given.edits().byField().keySet().forEach(after::remove);
    Metadata edited = given.edits().applyTo(fields);
    Json.readStored(MetadataJson.write(edited)).properties().stream()
        .filter(field -> given.edits().byField().containsKey(field.getKey()))
        .forEach(field -> after.set(field.getKey(), field.getValue()));
    for (Map.Entry<String, JsonNode> sent : given.asSent().entrySet()) {
      if (sent.getValue().isNull()) {
        after.remove(sent.getKey());
      } else {
        after.set(sent.getKey(), sent.getValue());
      }
    }
    if (!after.equals(before)) {
      requireRoom(after);
    }
    return after;
  }

  private static void requireRoom(ObjectNode after) {
    int bytes = Json.write(after).length;
    if (after.size() > NAMES_MAX || bytes > BYTES_MAX) {
      throw Problem.badRequest(
          ("'metadata' would have %,d names in %,d bytes of JSON, including the"
                  + " existing metadata of the relation: at most %,d names in %,d bytes")
              .formatted(after.size(), bytes, NAMES_MAX, BYTES_MAX));
    }
  }

  private ObjectNode onlyFields(JsonNode before) {
    ObjectNode fields = before.deepCopy();
    fields.retain(given.edits().byField().keySet());
    return fields;
  }
}
