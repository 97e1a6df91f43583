package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Screen;
import java.util.Optional;

/**
 * An event that came, and what became of it.
 *
 * @param event as the journal gave it
 * @param outcome what the program answered; empty where events are only shown
 */
record HandledEvent(JsonNode event, Optional<Forwarded> outcome) {

  /**
   * Handles one, once.
   *
   * @param forwarder to whom it is forwarded; empty where events are only shown
   */
  static HandledEvent of(JsonNode event, Optional<Forwarder> forwarder) {
    String id = event.path("id").asText();
    String type = event.path("type").asText();
    return new HandledEvent(
        event, forwarder.map(to -> to.forward(id, type, event.path("payload"))));
  }

  /** Whether a program was asked and did not take it. */
  boolean refused() {
    return outcome.filter(result -> !result.accepted()).isPresent();
  }

  /** As JSON. */
  JsonNode json() {
    return outcome.<JsonNode>map(Forwarded::json).orElse(event);
  }

  /** As a line. */
  String line(Screen screen) {
    return outcome
        .map(result -> result.line(screen))
        .orElseGet(() -> String.join("  ", Screen.texts(event, "time", "type", "id", "subject")));
  }
}
