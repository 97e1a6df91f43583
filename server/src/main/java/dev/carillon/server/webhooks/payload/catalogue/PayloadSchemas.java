package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the schema of a type's payload out of that of its group, or of another one it names. */
final class PayloadSchemas {

  private static final String EMPTY =
      "Always empty: this event is about the asset as a whole, not about changes to its fields.";

  private static final String NEW =
      "Each field in which the new asset has a value, derived fields included; `oldValue` is"
          + " null. If the webhook's `changedMetadataToReturn` is not empty, only fields that it"
          + " names. Never `assetModified`, `assetModifier` and `textContent`.";

  private final Map<String, ObjectNode> groups = new HashMap<>();

  /** A schema of its own for a type that is described like this. */
  ObjectNode of(ObjectNode about) {
    String name = about.path("name").asText();
    String shared = about.path("schema").asText(about.path("group").asText());
    ObjectNode group =
        groups.computeIfAbsent(shared, g -> EventCatalogue.resource(g + ".schema.json"));
    ObjectNode schema = about.objectNode();
    schema.set("$schema", group.path("$schema"));
    schema.put("$id", "urn:carillon:event:" + name + ":" + about.path("version").asText());
    schema.set("title", about.path("title"));
    schema.set("description", about.path("summary"));
    for (Map.Entry<String, JsonNode> entry : group.deepCopy().properties()) {
      schema.set(entry.getKey(), entry.getValue());
    }
    ObjectNode properties = (ObjectNode) schema.path("properties");
    ((ObjectNode) properties.path("type")).put("const", name);
    if (about.path("changedMetadata").asText().equals("empty")) {
      empty((ObjectNode) properties.path("changedMetadata"));
      ((ObjectNode) schema.path("$defs")).remove("MetadataChange");
      ((ObjectNode) schema.path("$defs")).remove("BareValue");
    }
    if (about.path("changedMetadata").asText().equals("new")) {
      ((ObjectNode) properties.path("changedMetadata")).put("description", NEW);
      ObjectNode old =
          ((ObjectNode) schema.at("/$defs/MetadataChange/properties")).putObject("oldValue");
      old.put("type", "null").put("description", "There was no value before.");
    }
    for (Map.Entry<String, JsonNode> more : about.path("alsoRequired").properties()) {
      properties.set(more.getKey(), more.getValue());
      ((ArrayNode) schema.path("required")).add(more.getKey());
    }
    about.remove(List.of("changedMetadata", "schema", "alsoRequired"));
    return schema;
  }

  private static void empty(ObjectNode changes) {
    changes.put("description", EMPTY).put("maxProperties", 0).remove("additionalProperties");
  }
}
