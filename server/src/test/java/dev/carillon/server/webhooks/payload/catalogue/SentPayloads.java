package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.RequestInspector;
import dev.carillon.server.platform.openapi.HookRequests;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.webhooks.payload.CustomTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every payload that a server sends to a receiver of any test must be what the catalogue says: no
 * member more, none less. Tests of the engine alone send what is no event, as {@code
 * Carillon/test}; custom types have schemas of their own, and what a template makes has none.
 */
public final class SentPayloads implements RequestInspector {

  private static final Map<String, JsonSchemas> SCHEMAS =
      EventCatalogue.load().all().stream()
          .collect(Collectors.toMap(EventDescription::name, event -> closed(event.schema())));

  @Override
  public void inspect(Received request) {
    if (HookRequests.delivery(request)) {
      String type = request.header("X-Hook-Event").orElse("");
      List<String> faults = sent(type, request);
      if (!faults.isEmpty()) {
        throw new AssertionError(
            "a payload of '" + type + "' is not as its schema says: " + faults + request.text());
      }
    }
  }

  private static List<String> sent(String type, Received request) {
    JsonNode body = TestResponse.json(request.text());
    String form = request.header("Content-Type").orElse("");
    List<JsonNode> payloads = new ArrayList<>();
    if (type.equals("batch")) {
      body.forEach(payloads::add);
    } else {
      payloads.add(form.startsWith("application/cloudevents+json") ? body.path("data") : body);
    }
    List<String> faults = new ArrayList<>();
    for (JsonNode payload : payloads) {
      String own = payload.path("type").asText();
      boolean shaped = own.isEmpty() || !(type.equals("batch") || type.equals(own));
      if (!shaped && !CustomTypeName.valid(own)) {
        faults.addAll(faults(own, payload.toString()));
      }
    }
    return faults;
  }

  static List<String> faults(String type, String payload) {
    JsonSchemas schema = SCHEMAS.get(type);
    return schema == null ? List.of("no such event type") : schema.faults(payload);
  }

  /** The schema without room for what later versions may add. */
  private static JsonSchemas closed(ObjectNode schema) {
    return JsonSchemas.of(schema.deepCopy().put("additionalProperties", false).toString());
  }
}
