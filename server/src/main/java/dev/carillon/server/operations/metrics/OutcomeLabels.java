package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import java.util.Optional;

/** The words for how an attempt ended, the same in the log, in metrics and on pages. */
public final class OutcomeLabels {

  private OutcomeLabels() {}

  /**
   * {@code accepted}, {@code rejected}, {@code unreachable}, {@code blocked}, or {@code
   * acknowledged}.
   */
  public static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> "accepted";
      case Outcome.Rejected rejected -> "rejected";
      case Outcome.NoResponse noResponse -> "unreachable";
      case Outcome.Blocked blocked -> "blocked";
      case Outcome.Acknowledged acknowledged -> "acknowledged";
    };
  }

  /** What went wrong; empty where nothing did. */
  public static Optional<ErrorClass> error(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> Optional.empty();
      case Outcome.Rejected rejected -> Optional.of(rejected.errorClass());
      case Outcome.NoResponse noResponse -> Optional.of(noResponse.errorClass());
      case Outcome.Blocked blocked -> Optional.of(ErrorClass.BLOCKED_ADDRESS);
      case Outcome.Acknowledged acknowledged -> Optional.empty();
    };
  }

  public static String errorClass(Outcome outcome) {
    return error(outcome).map(ErrorClass::text).orElse("");
  }
}
