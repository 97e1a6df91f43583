package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.RequestInspector;
import dev.carillon.server.webhooks.payload.CustomTypeName;

/** Every request that a server sends to a receiver of any test has the headers described. */
public final class HookRequests implements RequestInspector {

  /**
   * Whether it is a request to a webhook. A server also asks for access tokens and permission, and
   * notifies people; what tests of the engine alone send is no event, as {@code Carillon/test}.
   */
  public static boolean delivery(Received request) {
    String sender = request.header("User-Agent").orElse("");
    boolean hook =
        request.header("webhook-id").isPresent() || request.header("X-Hook-Event").isPresent();
    return hook && sender.startsWith("Carillon/") && !sender.equals("Carillon/test");
  }

  @Override
  public void inspect(Received request) {
    String type = request.header("X-Hook-Event").orElse("");
    if (!delivery(request) || CustomTypeName.valid(type)) {
      return;
    }
    JsonNode described = Contract.DOCUMENT.path("webhooks").path(type).path("post");
    if (described.isMissingNode() && !type.equals("ping")) {
      throw new AssertionError("nothing is said about requests of type '" + type + "'");
    }
    for (JsonNode given : described.path("parameters")) {
      JsonNode header = Contract.DOCUMENT.at(given.path("$ref").asText().substring(1));
      String name = header.path("name").asText();
      String value = request.header(name).orElse("");
      if (!value.matches(".*" + header.at("/schema/pattern").asText(".+") + ".*")) {
        throw new AssertionError(
            "the header " + name + " is '" + value + "', not as described: " + header);
      }
    }
  }
}
