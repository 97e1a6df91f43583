package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Makes one OpenAPI document out of the files that ship and the event catalogue. */
final class OpenApiBundle {

  private final ObjectNode root = Yaml.read("openapi.yaml");
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final Errors errors = new Errors(root.path("errors"));

  private OpenApiBundle() {}

  /** The document of a server of this version. */
  static ObjectNode of(DescribedEvents catalogue, String version) {
    OpenApiBundle bundle = new OpenApiBundle();
    bundle.head(version);
    bundle.parts();
    WebhookSection.addTo(bundle.document, catalogue);
    return bundle.document;
  }

  private void head(String version) {
    document.put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.setAll((ObjectNode) root.path("info"));
    info.put("version", version);
    document.set("servers", root.path("servers"));
    document.putArray("tags");
    document.putObject("paths");
    document.putObject("webhooks");
    ObjectNode components = document.putObject("components");
    components.putObject("schemas").setAll((ObjectNode) root.path("schemas"));
    components.set("responses", errors.components());
    components.putObject("parameters").setAll((ObjectNode) root.path("headers"));
    components.set("securitySchemes", root.path("security"));
  }

  private void parts() {
    ObjectNode paths = (ObjectNode) document.path("paths");
    ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
    for (JsonNode name : root.path("parts")) {
      ObjectNode part = Yaml.read(name.asText() + ".yaml");
      String tag = part.path("tag").asText();
      ((ArrayNode) document.path("tags"))
          .addObject()
          .put("name", tag)
          .set("description", part.path("says"));
      for (Map.Entry<String, JsonNode> call : part.path("calls").properties()) {
        CallSource source = new CallSource(call.getKey(), call.getValue(), tag);
        source.addTo(paths, root.path("variables"), errors);
      }
      for (Map.Entry<String, JsonNode> schema : part.path("schemas").properties()) {
        if (schemas.has(schema.getKey())) {
          throw new IllegalArgumentException("two schemas are called " + schema.getKey());
        }
        schemas.set(schema.getKey(), schema.getValue());
      }
    }
  }
}
