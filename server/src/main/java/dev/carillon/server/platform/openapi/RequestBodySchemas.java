package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a call takes as its body: forms, JSON, files. */
final class RequestBodySchemas {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";
  private static final String JSON = "application/json";

  private RequestBodySchemas() {}

  static void add(ObjectNode operation, JsonNode call) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    if (call.has("body")) {
      ObjectNode media = content.putObject(JSON);
      media.set("schema", call.path("body"));
      media.set("example", call.required("bodyExample"));
    }
    JsonNode form = call.path("form");
    if (call.has("form") && !call.has("file")) {
      Parameters.form(form, content.putObject(FORM).putObject("schema"));
    }
    if (call.path("multipart").asBoolean()) {
      ObjectNode schema = Parameters.form(form, content.putObject(MULTIPART).putObject("schema"));
      schema
          .withObjectProperty("properties")
          .putObject("Filedata")
          .put("type", "string")
          .put("description", "The file.");
    }
    if (call.has("jsonBody")) {
      content.putObject(JSON).set("schema", call.path("jsonBody"));
    } else if (call.path("anywhere").asBoolean() && call.has("form") && !call.has("file")) {
      ObjectNode schema = Parameters.form(form, content.putObject(JSON).putObject("schema"));
      loosen((ObjectNode) schema.path("properties"));
    }
    if (call.has("file")) {
      content
          .putObject("application/octet-stream")
          .putObject("schema")
          .put("type", "string")
          .put("format", "binary")
          .set("description", call.path("file"));
    }
    if (!content.isEmpty()) {
      ObjectNode body = operation.putObject("requestBody");
      body.put("required", call.has("body") && !call.path("bodyOptional").asBoolean());
      body.set("content", content);
    }
  }

  /** In JSON a value may be text, or what it is; metadata may be an object. */
  private static void loosen(ObjectNode properties) {
    for (JsonNode property : properties) {
      ((ObjectNode) property).remove("type");
    }
  }
}
