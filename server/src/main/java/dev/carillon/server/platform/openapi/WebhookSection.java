package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Grouping;
import java.util.Map;

/** The section {@code webhooks}: the requests that we send. */
final class WebhookSection {

  private static final String BATCH = "batch";
  private static final String DEFINITIONS = "#/$defs/";
  private static final String SCHEMAS = "#/components/schemas/";

  private WebhookSection() {}

  static void addTo(ObjectNode document, DescribedEvents catalogue) {
    JsonNode source = Yaml.read("hooks.yaml");
    ((ArrayNode) document.path("tags")).add(source.path("tag"));
    ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
    ObjectNode parameters = document.withObject("/components").withObjectProperty("parameters");
    parameters.setAll((ObjectNode) source.path("headers"));
    for (DescribedEvents.DescribedEvent event : catalogue.all()) {
      hoist(event.schema(), schemas);
      schemas.set(event.name(), embedded(event.schema()));
      addPost(document, source, event.name(), event.example())
          .put("operationId", "on" + event.typeName())
          .put("summary", event.title())
          .put("description", description(event));
    }
    addBatch(document, source, catalogue);
  }

  /** Any events, but none that only tests send. */
  private static void addBatch(ObjectNode document, JsonNode source, DescribedEvents catalogue) {
    ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
    ObjectNode schema = schemas.putObject(BATCH).put("type", "array");
    schema.put("title", source.at("/batch/title").asText());
    schema.put("minItems", 1).put("maxItems", Grouping.BATCH_EVENTS_MAX);
    ArrayNode any = schema.putObject("items").putArray("anyOf");
    ArrayNode example = document.arrayNode();
    for (DescribedEvents.DescribedEvent event : catalogue.all()) {
      if (!event.about().path("group").asText().equals("test")) {
        any.addObject().put("$ref", SCHEMAS + event.name());
        if (example.size() < 2) {
          example.add(event.example());
        }
      }
    }
    addPost(document, source, BATCH, example)
        .put("operationId", "onBatch")
        .put("summary", source.at("/batch/title").asText())
        .put("description", source.at("/batch/says").asText());
  }

  /** The request for events of one type. */
  private static ObjectNode addPost(
      ObjectNode document, JsonNode source, String name, JsonNode example) {
    ObjectNode post = ((ObjectNode) document.path("webhooks")).putObject(name).putObject("post");
    post.putArray("tags").add(source.path("tag").path("name"));
    post.putArray("security");
    ArrayNode sent = post.putArray("parameters");
    for (Map.Entry<String, JsonNode> header : source.path("headers").properties()) {
      sent.addObject().put("$ref", "#/components/parameters/" + header.getKey());
    }
    ObjectNode body = post.putObject("requestBody").put("required", true);
    ObjectNode media = body.putObject("content").putObject("application/json");
    media.putObject("schema").put("$ref", SCHEMAS + name);
    media.set("example", example);
    post.set("responses", source.path("responses"));
    return post;
  }

  private static String description(DescribedEvents.DescribedEvent event) {
    StringBuilder text = new StringBuilder(event.summary());
    for (String list : new String[] {"firesWhen", "notWhen"}) {
      JsonNode lines = event.about().path(list);
      if (!lines.isEmpty()) {
        text.append(list.equals("firesWhen") ? "\n\nWhen:\n" : "\n\nNot when:\n");
        lines.forEach(line -> text.append("- ").append(line.asText()).append('\n'));
      }
    }
    return text.toString().strip();
  }

  /** Definitions of a schema become schemas of the document. */
  private static void hoist(ObjectNode schema, ObjectNode schemas) {
    for (Map.Entry<String, JsonNode> definition : schema.path("$defs").properties()) {
      schemas.set(definition.getKey(), pointed(definition.getValue().deepCopy()));
    }
  }

  private static JsonNode embedded(ObjectNode schema) {
    ObjectNode copy = schema.deepCopy();
    copy.remove("$schema");
    copy.remove("$id");
    copy.remove("$defs");
    return pointed(copy);
  }

  /** References point into the document. */
  private static JsonNode pointed(JsonNode node) {
    if (node instanceof ObjectNode object && object.has("$ref")) {
      object.put("$ref", object.path("$ref").asText().replace(DEFINITIONS, SCHEMAS));
    }
    node.forEach(WebhookSection::pointed);
    return node;
  }
}
