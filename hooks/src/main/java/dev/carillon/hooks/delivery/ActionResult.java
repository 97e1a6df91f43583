package dev.carillon.hooks.delivery;

/** The result of a request to redeliver, retry, recover or cancel a delivery. */
public enum ActionResult {
  /** It is stored, and the engine does it. */
  DONE,
  /** There is no such delivery. */
  UNKNOWN,
  /** A redelivery of it was asked for before and has not been made yet; that one counts. */
  WAITING,
  /** It is pending: it will be sent anyway. */
  PENDING,
  /** It has ended: there is nothing left to hasten or to call off. */
  ENDED,
  /** It was delivered before this was asked for. */
  DELIVERED,
  /** It was missed: nothing was rendered yet, see {@link DeliveryActions#recover}. */
  MISSED,
  /** Its webhook is disabled. */
  DISABLED,
  /** Its webhook was removed. */
  REMOVED
}
