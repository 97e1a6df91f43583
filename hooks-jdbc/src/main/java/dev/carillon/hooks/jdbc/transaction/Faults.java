package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import java.sql.SQLException;
import java.util.Optional;

/** Tells trouble of the store from mistakes in a statement, by the driver's codes. */
@FunctionalInterface
public interface Faults {

  /**
   * The store's own trouble (disk, connection, lock, damage), after which nothing of the
   * transaction may be believed; empty where just this statement was wrong.
   */
  Optional<HooksException> storeFault(SQLException failure);

  /** The store's trouble that lies somewhere among the causes of what a caller's work threw. */
  default Optional<HooksException> storeFaultIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failure) {
        Optional<HooksException> fault = storeFault(failure);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The store's trouble among the causes of what was thrown; else that it failed in another way.
   */
  default HooksException trouble(Throwable thrown) {
    return storeFaultIn(thrown)
        .orElseGet(
            () ->
                new HooksException(
                    HooksException.Code.STORE_UNAVAILABLE,
                    "the store failed: " + thrown.getMessage(),
                    thrown));
  }

  /**
   * Whether a commit failed because of an earlier error, and nothing of the transaction is left.
   */
  default boolean undone(SQLException failure) {
    return false;
  }

  /**
   * Whether the transaction stood in the way of another one, which went first. Nothing of it is
   * left, and it may well succeed when all of it runs again.
   */
  default boolean conflict(SQLException failure) {
    return false;
  }

  /** Whether such a conflict lies somewhere among the causes of what was thrown. */
  default boolean conflictIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failure && conflict(failure)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a commit that failed so may have been made all the same. */
  default boolean leavesOpen(SQLException failureOfCommit) {
    return false;
  }

  /** The exception for the caller whose statement was wrong. */
  default RuntimeException refusal(SQLException failure) {
    return new IllegalStateException("the store refused: " + failure.getMessage(), failure);
  }
}
