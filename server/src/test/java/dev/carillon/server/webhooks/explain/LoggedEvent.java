package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the delivery log has of an event for a webhook.
 *
 * @param state of the delivery that has it
 * @param delivery the id of that
 * @param type of that: one of several events is a batch
 * @param dropped whether nothing was left of it to send
 */
record LoggedEvent(String state, String delivery, String type, boolean dropped) {

  /** Of each event, the newest delivery that has it. */
  static Map<String, LoggedEvent> of(TestClient admin, String webhook) {
    Map<String, LoggedEvent> logged = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page =
          admin.get("/api/deliveries", "webhook", webhook, "limit", "200", "cursor", cursor).ok();
      page.path("items").forEach(delivery -> add(admin, delivery, logged));
      cursor = page.path("next").asText("");
    } while (!cursor.isEmpty());
    return logged;
  }

  private static void add(TestClient admin, JsonNode delivery, Map<String, LoggedEvent> logged) {
    String id = delivery.path("id").asText();
    String state = delivery.path("state").asText();
    JsonNode events = admin.get("/api/deliveries/" + id + "/events").ok().path("items");
    String type = delivery.at("/event/type").asText();
    if (events.isEmpty()) {
      logged.put(delivery.at("/event/id").asText(), new LoggedEvent(state, id, type, false));
    }
    boolean dropped = state.equals("cancelled") && !type.equals("batch");
    events.forEach(
        event -> logged.put(event.path("id").asText(), new LoggedEvent(state, id, type, dropped)));
  }

  /** What an explanation must say. */
  String verdict() {
    return dropped ? "dropped" : state.equals("missed") ? "missed" : "gets";
  }
}
