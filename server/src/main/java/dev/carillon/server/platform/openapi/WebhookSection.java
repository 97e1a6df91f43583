package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The section {@code webhooks}: the requests that we send. */
final class WebhookSection {

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
      ObjectNode post =
          ((ObjectNode) document.path("webhooks")).putObject(event.name()).putObject("post");
      post.putArray("tags").add(source.path("tag").path("name"));
      post.put("operationId", "on" + event.typeName());
      post.put("summary", event.title());
      post.put("description", description(event));
      post.putArray("security");
      ArrayNode sent = post.putArray("parameters");
      for (Map.Entry<String, JsonNode> header : source.path("headers").properties()) {
        sent.addObject().put("$ref", "#/components/parameters/" + header.getKey());
      }
      ObjectNode body = post.putObject("requestBody").put("required", true);
      ObjectNode media = body.putObject("content").putObject("application/json");
      media.putObject("schema").put("$ref", SCHEMAS + event.name());
      media.set("example", event.example());
      post.set("responses", source.path("responses"));
    }
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
