package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What in a new description of the API would break clients of the old one. */
final class BreakingChanges {

  private static final Set<String> NO_METHODS = Set.of("parameters", "summary", "description");

  private final JsonNode before;
  private final JsonNode after;
  private final List<String> breaks = new ArrayList<>();

  private BreakingChanges(JsonNode before, JsonNode after) {
    this.before = before;
    this.after = after;
  }

  /** Each change that breaks, in a sentence; operations that are still to come do not count. */
  static List<String> breaking(JsonNode before, JsonNode after) {
    BreakingChanges comparison = new BreakingChanges(before, after);
    comparison.compare("paths", false);
    comparison.compare("webhooks", true);
    return comparison.breaks;
  }

  /** Of what is sent to webhooks, requests are what clients read. */
  private void compare(String section, boolean sent) {
    for (Map.Entry<String, JsonNode> item : before.path(section).properties()) {
      for (Map.Entry<String, JsonNode> old : item.getValue().properties()) {
        if (!NO_METHODS.contains(old.getKey())) {
          JsonNode now = after.path(section).path(item.getKey()).path(old.getKey());
          compare(old.getKey() + " " + item.getKey(), old.getValue(), now, sent);
        }
      }
    }
  }

  private void compare(String call, JsonNode old, JsonNode now, boolean sent) {
    if (now.isMissingNode()) {
      breaks.add(call + " is gone");
      return;
    }
    if (!old.path("operationId").equals(now.path("operationId"))) {
      breaks.add(call + " has another operationId");
    }
    SchemaComparison schemas = new SchemaComparison(before, after, breaks);
    parameters(call, old.path("parameters"), now.path("parameters"), sent, schemas);
    bodies(call, old.path("requestBody"), now.path("requestBody"), sent, schemas);
    if (!sent) {
      answers(call, old.path("responses"), now.path("responses"), schemas);
    }
  }

  private void parameters(
      String call, JsonNode old, JsonNode now, boolean sent, SchemaComparison schemas) {
    for (JsonNode given : old) {
      JsonNode parameter = SchemaComparison.resolved(before, given);
      String name = call + ", parameter " + parameter.path("name").asText();
      JsonNode other = named(now, parameter);
      if (other.isMissingNode()) {
        breaks.add(name + " is gone");
      } else {
        schemas.compare(name, parameter.path("schema"), other.path("schema"), !sent);
      }
    }
    for (JsonNode given : now) {
      JsonNode parameter = SchemaComparison.resolved(after, given);
      JsonNode was = named(old, parameter);
      boolean wasRequired = was.path("required").asBoolean();
      if (!sent && parameter.path("required").asBoolean() && !wasRequired) {
        breaks.add(call + ", parameter " + parameter.path("name").asText() + " must be there now");
      }
    }
  }

  private JsonNode named(JsonNode parameters, JsonNode like) {
    return parameters
        .valueStream()
        .map(given -> SchemaComparison.resolved(after, given))
        .filter(given -> given.path("name").equals(like.path("name")))
        .filter(given -> given.path("in").equals(like.path("in")))
        .findFirst()
        .orElse(parameters.path("none"));
  }

  private void bodies(
      String call, JsonNode old, JsonNode now, boolean sent, SchemaComparison schemas) {
    if (!sent && now.path("required").asBoolean() && !old.path("required").asBoolean()) {
      breaks.add(call + " needs a body now");
    }
    content(call + ", body", old.path("content"), now.path("content"), !sent, schemas);
  }

  private void answers(String call, JsonNode old, JsonNode now, SchemaComparison schemas) {
    for (Map.Entry<String, JsonNode> answer : old.properties()) {
      String name = call + ", response " + answer.getKey();
      JsonNode other = SchemaComparison.resolved(after, now.path(answer.getKey()));
      if (other.isMissingNode()) {
        breaks.add(name + " is gone");
      } else {
        JsonNode was = SchemaComparison.resolved(before, answer.getValue());
        content(name, was.path("content"), other.path("content"), false, schemas);
      }
    }
  }

  private void content(
      String place, JsonNode old, JsonNode now, boolean taken, SchemaComparison schemas) {
    for (Map.Entry<String, JsonNode> media : old.properties()) {
      JsonNode other = now.path(media.getKey());
      if (other.isMissingNode()) {
        breaks.add(place + " is no longer " + media.getKey());
      } else {
        schemas.compare(place, media.getValue().path("schema"), other.path("schema"), taken);
      }
    }
  }
}
