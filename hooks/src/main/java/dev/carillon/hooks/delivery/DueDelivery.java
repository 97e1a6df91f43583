package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Payload;
import java.time.Instant;

/**
 * A delivery together with the bytes to send.
 *
 * @param delivery in state {@link DeliveryState.Pending}; or ended, and to be sent once more
 * @param payload its body
 */
public record DueDelivery(Delivery delivery, Payload payload) {

  /** Whether it has ended, and is sent once more: a redelivery. */
  public boolean redelivery() {
    return !(delivery.state() instanceof DeliveryState.Pending);
  }

  /** When it is to be attempted, while it is pending. */
  public Instant dueAt() {
    return ((DeliveryState.Pending) delivery.state()).dueAt();
  }
}
