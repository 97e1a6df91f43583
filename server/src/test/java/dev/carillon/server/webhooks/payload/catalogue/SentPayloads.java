package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.RequestInspector;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every payload that a server sends to a receiver of any test must be what the catalogue says: no
 * member more, none less. Tests of the engine alone send what is no event, as {@code
 * Carillon/test}.
 */
public final class SentPayloads implements RequestInspector {

  private static final Map<String, JsonSchemas> SCHEMAS =
      EventCatalogue.load().all().stream()
          .collect(Collectors.toMap(EventDescription::name, event -> closed(event.schema())));

  @Override
  public void inspect(Received request) {
    String sender = request.header("User-Agent").orElse("");
    if (sender.startsWith("Carillon/") && !sender.equals("Carillon/test")) {
      String type = request.header("X-Hook-Event").orElse("");
      List<String> faults = faults(type, request.text());
      if (!faults.isEmpty()) {
        throw new AssertionError(
            "a payload of '" + type + "' is not as its schema says: " + faults + request.text());
      }
    }
  }

  static List<String> faults(String type, String payload) {
    if (type.equals("batch")) {
      List<String> faults = new ArrayList<>();
      TestResponse.json(payload)
          .forEach(each -> faults.addAll(faults(each.path("type").asText(), each.toString())));
      return faults;
    }
    JsonSchemas schema = SCHEMAS.get(type);
    return schema == null ? List.of("no such event type") : schema.faults(payload);
  }

  /** The schema without room for what later versions may add. */
  private static JsonSchemas closed(ObjectNode schema) {
    return JsonSchemas.of(schema.deepCopy().put("additionalProperties", false).toString());
  }
}
