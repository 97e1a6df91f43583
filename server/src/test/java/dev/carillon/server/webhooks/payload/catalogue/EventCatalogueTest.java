package dev.carillon.server.webhooks.payload.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.RequestInspector;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.platform.openapi.HookRequests;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventCatalogue catalogue = EventCatalogue.load();
  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(ShippedFields.load(), new DisplayFormats(() -> ZoneOffset.UTC));

  @Test
  void everyTypeThatThereIsIsDescribed() {
    List<String> names = new ArrayList<>();
    EventTypes.ALL.forEach(type -> names.add(type.name()));
    OperationalEvents.ALL.forEach(type -> names.add(type.name()));
    names.add("ping");
    assertThat(catalogue.all()).extracting(EventDescription::name).containsExactlyElementsOf(names);
    for (EventDescription event : catalogue.all()) {
      ObjectNode shown = event.whole(0);
      assertThat(shown.path("name").asText()).isEqualTo(event.name());
      assertThat(shown.path("title").asText()).as(event.name()).isNotBlank();
      assertThat(shown.path("summary").asText()).as(event.name()).endsWith(".");
      assertThat(shown.path("notWhen").size()).as(event.name()).isPositive();
      assertThat(shown.path("changes").get(shown.path("version").asInt() - 1).path("since"))
          .as(event.name())
          .isEqualTo(shown.path("since"));
      assertThat(shown.path("firesWhen").isEmpty())
          .as(event.name())
          .isEqualTo(event.name().equals("asset_create_from_version"));
      assertThat(shown.path("fields"))
          .as(event.name())
          .allMatch(line -> !line.path("description").asText().isBlank())
          .allMatch(line -> !line.path("type").asText().isBlank());
    }
  }

  @Test
  void examplesAreExactlyWhatTheRendererMakes() {
    for (EventDescription event : catalogue.all()) {
      if (!Set.of("operational", "test").contains(event.group())) {
        assertThat(rendered(event.name(), event.example())).isEqualTo(event.example().toString());
      }
    }
  }

  @Test
  void examplesAreAsTheirSchemasSay() {
    for (EventDescription event : catalogue.all()) {
      assertThat(SentPayloads.faults(event.name(), event.example().toString())).isEmpty();
      for (EventDescription other : catalogue.all()) {
        boolean same = other.name().equals(event.name());
        assertThat(SentPayloads.faults(other.name(), event.example().toString()).isEmpty())
            .as("%s by the schema of %s", event.name(), other.name())
            .isEqualTo(same);
      }
    }
  }

  /** A service that is named wrong is left out without a word. */
  @Test
  void everyRequestOfEveryTestIsInspected() {
    assertThat(ServiceLoader.load(RequestInspector.class))
        .hasOnlyElementsOfTypes(SentPayloads.class, HookRequests.class)
        .hasSize(2);
  }

  @Test
  void schemasRefuseWhatIsMissingTooMuchOrOfAnotherType() {
    for (EventDescription event : catalogue.all()) {
      for (JsonNode name : event.schema().path("required")) {
        ObjectNode without = event.example().deepCopy();
        without.remove(name.asText());
        assertThat(SentPayloads.faults(event.name(), without.toString())).isNotEmpty();
        ObjectNode wrong = event.example().deepCopy();
        wrong.putArray(name.asText()).add(true);
        assertThat(SentPayloads.faults(event.name(), wrong.toString())).isNotEmpty();
      }
      ObjectNode more = event.example().deepCopy();
      more.put("unheardOf", 1);
      assertThat(SentPayloads.faults(event.name(), more.toString())).isNotEmpty();
    }
  }

  @Test
  void everySchemaIsASchemaAndHasAnIdOfItsOwn() {
    JsonSchemas schemas =
        JsonSchemas.of("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");
    for (EventDescription event : catalogue.all()) {
      assertThat(schemas.faults(event.schema().toString())).as(event.name()).isEmpty();
      assertThat(event.schema().path("$id").asText())
          .isEqualTo("urn:carillon:event:" + event.name() + ":1");
    }
  }

  /** What the renderer makes of the things that an example tells of. */
  private String rendered(String type, JsonNode example) {
    Snapshot snapshot =
        switch (type.substring(0, type.indexOf('_'))) {
          case "asset" ->
              new AssetSnapshot(
                  example.path("assetId").asText(),
                  metadata(example.path("metadata")),
                  changes(example.path("changedMetadata")),
                  Set.of(),
                  payloads);
          case "folder" ->
              new FolderSnapshot(
                  example.path("folderId").asText(),
                  example.path("folderPath").asText(),
                  metadata(example.path("metadata")),
                  payloads);
          default ->
              new AuthKeySnapshot(
                  example.path("authKey").asText(),
                  example.path("subject").asText(),
                  example.path("validUntil").asLong(),
                  example.path("assetIds").valueStream().map(JsonNode::asText).toList(),
                  payloads);
        };
    Event event =
        Event.of(
            new EventType(type),
            "subject",
            Instant.ofEpochMilli(example.path("timestamp").asLong()),
            snapshot);
    List<String> fields = new ArrayList<>();
    example.path("metadata").fieldNames().forEachRemaining(fields::add);
    return new String(
        snapshot.render(event, new Projection(fields, List.of())).bytes(), StandardCharsets.UTF_8);
  }

  private static Metadata metadata(JsonNode shown) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : shown.properties()) {
      JsonNode value = field.getValue();
      Object bare = value(value.isObject() ? value.path("value") : value);
      assertThat(bare).isNotNull();
      values.put(field.getKey(), bare);
    }
    return Metadata.of(values);
  }

  private static Map<String, FieldChange> changes(JsonNode shown) {
    Map<String, FieldChange> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> change : shown.properties()) {
      changes.put(
          change.getKey(),
          new FieldChange(
              value(change.getValue().path("oldValue")),
              value(change.getValue().path("newValue"))));
    }
    return changes;
  }

  private static @Nullable Object value(JsonNode json) {
    return json.isIntegralNumber() ? json.asLong() : JSON.convertValue(json, Object.class);
  }
}
