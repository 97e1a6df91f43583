package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Handshake;

/** The permission of a webhook's receiver as fields of its JSON. */
final class HandshakeJson {

  private HandshakeJson() {}

  /** Shows whether there is one, and what it says. */
  static void show(Handshake handshake, ObjectNode json) {
    json.put("handshake", !handshake.none());
    if (handshake.none()) {
      json.putNull("handshakeState");
      return;
    }
    ObjectNode state = json.putObject("handshakeState");
    state.put("origin", handshake.origin());
    state.put("agreedAt", WebhookJson.time(handshake.agreedAt()));
    state.put("perMinuteMax", handshake.perMinuteMax() == 0 ? null : handshake.perMinuteMax());
  }
}
