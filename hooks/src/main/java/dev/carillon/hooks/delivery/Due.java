package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Payload;
import java.time.Instant;

/**
 * A pending delivery together with the bytes to send.
 *
 * @param delivery in state {@link DeliveryState.Pending}
 * @param payload its body
 */
public record Due(Delivery delivery, Payload payload) {

  /** When it is to be attempted. */
  public Instant dueAt() {
    return ((DeliveryState.Pending) delivery.state()).dueAt();
  }
}
