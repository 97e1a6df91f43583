package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import java.util.List;

/**
 * What recording an event gave: hand it to {@code HooksEngine.committed} once the transaction is
 * committed, and its deliveries start at once instead of at the next poll.
 *
 * @param event the recorded event
 * @param due its pending deliveries, but for those that one node sends for all and reads from the
 *     store
 * @param webhooks how many webhooks get it, at once or later, where they hold it
 * @param missed how many webhooks wanted it but were disabled
 * @param trusted whether it is certain to be committed when the caller gets it: only where the
 *     store's own writer recorded it; others are read again
 */
public record Receipt(
    Event.Id event, List<DueDelivery> due, int webhooks, int missed, boolean trusted) {
  public Receipt {
    due = List.copyOf(due);
  }
}
