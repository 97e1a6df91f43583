package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Hands events on.
 *
 * @param forwarder to whom; empty where they are only shown
 */
record EventHandler(Optional<Forwarder> forwarder) {

  /** Hands one on, once. */
  HandledEvent pass(JsonNode event) {
    return new HandledEvent(
        event,
        forwarder.map(
            to ->
                to.forward(
                    event.path("id").asText(),
                    event.path("type").asText(),
                    event.path("payload"))));
  }
}
