package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.openapi.DescribedEvents;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All event types with what is to be known about them, read once. */
public final class EventCatalogue implements DescribedEvents {

  /** Sent by tests alone. */
  private static final List<EventType> TESTS = List.of(new EventType("ping"));

  private final Map<String, EventDescription> descriptions = new LinkedHashMap<>();

  private EventCatalogue() {}

  /** The catalogue that ships. */
  public static EventCatalogue load() {
    EventCatalogue catalogue = new EventCatalogue();
    PayloadSchemas schemas = new PayloadSchemas();
    Stream.of(EventTypes.ALL, OperationalEvents.ALL, TESTS)
        .flatMap(List::stream)
        .map(EventType::name)
        .forEach(name -> catalogue.descriptions.put(name, described(name, schemas)));
    return catalogue;
  }

  /** All of them: assets, auth keys, folders, operational events, tests. */
  @Override
  public List<EventDescription> all() {
    return List.copyOf(descriptions.values());
  }

  /** One of them. */
  public Optional<EventDescription> find(String name) {
    return Optional.ofNullable(descriptions.get(name));
  }

  private static EventDescription described(String name, PayloadSchemas schemas) {
    ObjectNode about = resource(name + ".json");
    JsonNode example = about.remove("example");
    return new EventDescription(name, about, schemas.of(about), example);
  }

  private static ObjectNode resource(String file) {
    try (InputStream in =
        Objects.requireNonNull(EventCatalogue.class.getResourceAsStream(file), file)) {
      return (ObjectNode) Json.read(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Makes the schema of a type's payload out of that of its group. */
  private static final class PayloadSchemas {

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
      ObjectNode group =
          groups.computeIfAbsent(about.path("group").asText(), g -> resource(g + ".schema.json"));
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
      about.remove("changedMetadata");
      return schema;
    }

    private static void empty(ObjectNode changes) {
      changes.put("description", EMPTY).put("maxProperties", 0).remove("additionalProperties");
    }
  }
}
