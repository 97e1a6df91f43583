package dev.carillon.server.faults.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.testkit.Received;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A request that a webhook's receiver got.
 *
 * @param webhook which one's, by the path
 * @param delivery the {@code webhook-id}
 * @param attempt its number
 * @param value the asset's status, as the payload tells it
 * @param body as it came
 */
record Arrival(String webhook, String delivery, int attempt, String value, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Arrival of(Received request) {
    try {
      JsonNode status = JSON.readTree(request.body()).path("metadata").path("status");
      return new Arrival(
          request.requestLine().split(" ", -1)[1],
          request.header("webhook-id").orElseThrow(),
          Integer.parseInt(request.header("X-Hook-Attempt").orElseThrow()),
          status.isObject() ? status.path("value").asText() : status.asText(),
          request.text());
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
