package dev.carillon.hooks.delivery;

import java.util.List;

/** Reads what was tried. It is written by {@link Deliveries#settle}. */
public interface AttemptLog {

  /**
   * All attempts of a delivery, oldest first. A first try that was answered 2xx comes back with
   * status, time and duration only: its answer is not kept.
   */
  List<Attempt> of(Delivery.Id delivery);
}
