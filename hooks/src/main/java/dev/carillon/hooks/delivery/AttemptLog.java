package dev.carillon.hooks.delivery;

import java.util.List;

/** Reads what was tried. It is written by {@link SettlementStore#settle}. */
public interface AttemptLog {

  /**
   * All attempts of a delivery, oldest first. A first attempt that was answered 2xx comes back with
   * status, time, duration and what it was made of only: its response is not kept unless the
   * webhook wants that.
   */
  List<Attempt> of(Delivery.Id delivery);
}
