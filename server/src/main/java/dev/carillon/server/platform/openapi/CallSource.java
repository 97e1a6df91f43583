package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call as {@code openapi.yaml} explains, on its way to be OpenAPI operations.
 *
 * @param key such as {@code GET, POST /services/search}
 */
record CallSource(String key, JsonNode call, String tag) {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";
  private static final String JSON = "application/json";

  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
  private static final String NO_SCOPE = "none";
  private static final String WRITES = ":write";
  private static final String CONSUMES = "events:consume";
  private static final String IDEMPOTENCY_KEY = "#/components/parameters/IdempotencyKey";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Adds an operation for each method. */
  void addTo(ObjectNode paths, JsonNode variables, Errors errors) {
    int space = key.lastIndexOf(" /");
    String path = key.substring(space + 1);
    ObjectNode item = paths.withObjectProperty(path);
    addVariables(item, path, variables);
    for (String method : Arrays.asList(key.substring(0, space).split(", "))) {
      item.set(method.toLowerCase(java.util.Locale.ROOT), operation(method, path, errors));
    }
  }

  private void addVariables(ObjectNode item, String path, JsonNode variables) {
    Matcher matcher = VARIABLE.matcher(path);
    if (item.has("parameters") || !path.contains("{")) {
      return;
    }
    var parameters = item.putArray("parameters");
    while (matcher.find()) {
      String name = matcher.group(1);
      JsonNode known = call.path("path").has(name) ? call.path("path") : variables;
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", name).put("in", "path").put("required", true);
      parameter.setAll((ObjectNode) known.required(name));
    }
  }

  private ObjectNode operation(String method, String path, Errors errors) {
    ObjectNode operation = NODES.objectNode();
    boolean open = call.path("open").asBoolean();
    operation.putArray("tags").add(tag);
    operation.put("operationId", call.path("methodIds").path(method).asText(id()));
    operation.set("summary", call.required("title"));
    String admin =
        call.path("admin").asBoolean()
            ? "Needs the super-user capability and a Pro or API licence."
            : "";
    String says = (call.path("says").asText() + "\n\n" + admin).strip();
    if (!says.isEmpty()) {
      operation.put("description", says);
    }
    addExtensions(operation, open);
    String scope = scope(open);
    if (!scope.equals(NO_SCOPE)) {
      operation.put("x-scope", scope);
    }
    addSecurity(operation, method, open);
    boolean inQuery = List.of("GET", "HEAD", "DELETE").contains(method);
    if (keyed()) {
      operation.putArray("parameters").addObject().put("$ref", IDEMPOTENCY_KEY);
    }
    Parameters.headers(operation, call.path("headers"));
    Parameters.add(operation, call.path("query"));
    if (inQuery) {
      Parameters.add(operation, call.path("form"));
    } else {
      addBody(operation, call);
    }
    addAnswers(operation, method, path, errors);
    return operation;
  }

  private String id() {
    return call.required("id").asText();
  }

  private String access() {
    boolean superUser = call.path("superUser").asBoolean();
    return call.path("admin").asBoolean() ? "server-admin" : superUser ? "super-user" : "user";
  }

  /** The one that is named, or that of the area; a call that takes GET too reads. */
  private String scope(boolean open) {
    boolean reads = key.startsWith("GET");
    String area =
        switch (access()) {
          case "server-admin" -> "webhooks";
          case "super-user" -> "admin";
          default -> "assets";
        };
    String derived = open ? NO_SCOPE : area + (reads ? ":read" : WRITES);
    return call.path("scope").asText(derived);
  }

  /** Whether it may have an idempotency key: it changes something, for a caller with a login. */
  private boolean keyed() {
    return !call.path("open").asBoolean()
        && (scope(false).endsWith(WRITES)
            || (scope(false).equals(CONSUMES) && !key.startsWith("GET")));
  }

  private void addExtensions(ObjectNode operation, boolean open) {
    operation.put("x-access", open ? "anyone" : access());
    if (call.has("x-aliases")) {
      operation.set("x-aliases", call.path("x-aliases"));
    }
    if (call.path("anywhere").asBoolean()) {
      operation.put("x-anywhere", true);
    }
    if (call.path("moreFields").asBoolean()) {
      operation.put("x-more-fields", true);
    }
  }

  private static void addSecurity(ObjectNode operation, String method, boolean open) {
    var security = operation.putArray("security");
    if (open) {
      return;
    }
    ObjectNode session = security.addObject();
    session.putArray("session");
    if (!method.equals("GET") && !method.equals("HEAD")) {
      session.putArray("csrf");
    }
    for (String scheme : List.of("bearer", "basic", "authcred")) {
      security.addObject().putArray(scheme);
    }
  }

  private void addAnswers(ObjectNode operation, String method, String path, Errors errors) {
    ObjectNode responses = operation.putObject("responses");
    for (Map.Entry<String, JsonNode> answer : call.required("answers").properties()) {
      JsonNode given = answer.getValue();
      ObjectNode response = responses.putObject(answer.getKey());
      response.put("description", given.path("says").asText("Done."));
      if (given.has("headers")) {
        response.set("headers", given.path("headers"));
      }
      if (given.has("schema") && !method.equals("HEAD")) {
        ObjectNode content = response.putObject("content");
        ObjectNode media = content.putObject(given.path("type").asText("application/json"));
        media.set("schema", given.path("schema"));
        if (given.has("events")) {
          media.set("x-events", given.path("events"));
        }
        if (given.has("example")) {
          media.set("example", given.path("example"));
        }
        given.path("also").forEach(type -> content.putObject(type.asText()).putObject("schema"));
      }
    }
    boolean open = call.path("open").asBoolean();
    errors.addTo(responses, path, open, keyed(), call.path("errors"));
  }

  /** What a call takes as its body: forms, JSON, files. */
  private static void addBody(ObjectNode operation, JsonNode call) {
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
