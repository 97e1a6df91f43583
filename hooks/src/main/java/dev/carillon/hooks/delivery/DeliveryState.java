package dev.carillon.hooks.delivery;

import java.time.Instant;

/**
 * How far a delivery has come. These are the states on disk; that one is on the wire right now is
 * known in memory only.
 */
public sealed interface DeliveryState {

  /** The state's name as it is stored, shown and filtered by. */
  default String name() {
    return switch (this) {
      case Pending pending -> "pending";
      case Delivered delivered -> "delivered";
      case Exhausted exhausted -> "exhausted";
      case Cancelled cancelled -> "cancelled";
      case Missed missed -> "missed";
    };
  }

  /** To be attempted at or after this time, by the engine's clock. */
  record Pending(Instant dueAt) implements DeliveryState {}

  /** The receiver responded with a 2xx, or a consumer acknowledged it. */
  record Delivered(Instant at) implements DeliveryState {}

  /** Given up: the receiver refused it for good, or all retries are used up. */
  record Exhausted(Instant at) implements DeliveryState {}

  /** Called off by an administrator, or because the webhook was removed. */
  record Cancelled(Instant at) implements DeliveryState {}

  /**
   * The webhook was disabled when the event came: nothing was rendered, and nothing is sent unless
   * it is recovered.
   */
  record Missed(Instant at) implements DeliveryState {}
}
