package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.assets.event.PayloadRenderer;

/**
 * A webhook at the moment of an operational event. Empty parts are left out of the payload.
 *
 * @param webhookId which one
 * @param webhookName what people called it
 * @param reason why, in one word, such as why it was disabled
 * @param detail such as the last error
 * @param deliveryId the delivery whose attempt was the cause
 * @param rendering runs templates of webhooks
 */
public record WebhookSnapshot(
    String webhookId,
    String webhookName,
    String reason,
    String detail,
    String deliveryId,
    PayloadRenderer rendering)
    implements OperationalSnapshot {

  @Override
  public byte[] bytes() {
    return SnapshotJson.bytes(this);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    Payload plain = JsonPayloadRenderer.payload(event, out -> SnapshotJson.writeWebhook(this, out));
    return rendering.shaped(event, plain, projection);
  }
}
