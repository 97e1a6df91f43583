package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.server.platform.http.Problem;

/** The permission of a webhook's receiver as fields of its JSON. */
final class HandshakeJson {

  private HandshakeJson() {}

  /**
   * Checks whether a webhook can have one.
   *
   * @throws Problem 400 where its events are not sent as CloudEvents
   */
  static void check(boolean wanted, DeliveryMode mode, RequestFormat format) {
    if (wanted && mode == DeliveryMode.PULL) {
      throw Problem.badField(
          "handshake", "true", "false, since events of this webhook are fetched");
    }
    if (wanted && format.payloads() instanceof PayloadFormat.Native) {
      throw Problem.badField(
          "handshake",
          "true",
          "false, because format is native: it is defined for cloudevents-structured and"
              + " cloudevents-binary");
    }
  }

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
