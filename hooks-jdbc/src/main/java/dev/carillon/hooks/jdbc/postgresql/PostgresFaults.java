package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.transaction.Faults;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What PostgreSQL's states mean for us. */
final class PostgresFaults implements Faults {

  private static final String DISK_FULL = "53100";
  private static final String READ_ONLY = "25006";

  /** This process stood still in a transaction for longer than its lease lasts. */
  private static final String IDLE = "25P03";

  /** Connection lost or refused, no resources, the server is going or coming, its disk fails. */
  private static final Set<String> UNAVAILABLE = Set.of("08", "53", "57", "58");

  private static final String DAMAGED = "XX";

  private static final String FAILED_BEFORE = "25P02";

  /** Two transactions met, and this one was rolled back: serialization failure and deadlock. */
  private static final Set<String> CONFLICT = Set.of("40001", "40P01");

  /** The caller stood in another's way; only its own work is lost, and it may try again. */
  private static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03", "57014");

  @Override
  public Optional<HooksException> storeFault(SQLException failure) {
    String state = state(failure);
    String kind = state.length() == 5 ? state.substring(0, 2) : "";
    if (AGAIN.contains(state)) {
      return Optional.empty();
    }
    if (state.equals(DISK_FULL)) {
      return trouble(Code.STORE_FULL, "the database's disk is full", failure);
    }
    if (UNAVAILABLE.contains(kind) || state.equals(READ_ONLY) || state.equals(IDLE)) {
      return trouble(Code.STORE_UNAVAILABLE, "the database cannot be used now", failure);
    }
    return kind.equals(DAMAGED)
        ? trouble(Code.STORE_UNUSABLE, "the database is damaged", failure)
        : Optional.empty();
  }

  @Override
  public boolean undone(SQLException failure) {
    return state(failure).equals(FAILED_BEFORE);
  }

  @Override
  public boolean conflict(SQLException failure) {
    return CONFLICT.contains(state(failure));
  }

  /** An answer that says why not is a no; a connection that ends or a server that dies is not. */
  @Override
  public boolean leavesOpen(SQLException failureOfCommit) {
    String state = state(failureOfCommit);
    boolean undone = state.equals(READ_ONLY) || state.equals(IDLE);
    return !undone && storeFault(failureOfCommit).isPresent();
  }

  @Override
  public RuntimeException refusal(SQLException failure) {
    return AGAIN.contains(state(failure))
        ? new HooksException(Code.STORE_UNAVAILABLE, "retry: " + failure.getMessage(), failure)
        : Faults.super.refusal(failure);
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }

  private static Optional<HooksException> trouble(Code code, String what, SQLException failure) {
    return Optional.of(new HooksException(code, what + ": " + failure.getMessage(), failure));
  }
}
