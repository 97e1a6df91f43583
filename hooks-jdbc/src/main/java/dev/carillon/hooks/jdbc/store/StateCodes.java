package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DeliveryState.Cancelled;
import dev.carillon.hooks.delivery.DeliveryState.Delivered;
import dev.carillon.hooks.delivery.DeliveryState.Exhausted;
import dev.carillon.hooks.delivery.DeliveryState.Missed;
import dev.carillon.hooks.delivery.DeliveryState.Pending;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that stand for states; statements contain them as they are here. */
public final class StateCodes {

  /** To be attempted. Partial indexes are made for this number. */
  public static final int PENDING = 0;

  /** It arrived. */
  public static final int DELIVERED = 1;

  static final int EXHAUSTED = 2;

  static final int CANCELLED = 3;

  /** Nothing was rendered. */
  public static final int MISSED = 4;

  /** In the column {@code last}: a consumer acknowledged it, so there was no response. */
  static final int ACKNOWLEDGED = 1;

  /** The states' names; each stands at its number. */
  public static final List<String> NAMES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  /**
   * The errors of attempts that got no response. The first is -1 in the column {@code last}, the
   * next -2: a new one comes at the end.
   */
  private static final List<ErrorClass> ERRORS =
      List.of(
          ErrorClass.CONNECT_REFUSED,
          ErrorClass.CONNECT_TIMEOUT,
          ErrorClass.CONNECT_FAILED,
          ErrorClass.DNS_NOT_FOUND,
          ErrorClass.DNS_TIMEOUT,
          ErrorClass.BLOCKED_ADDRESS,
          ErrorClass.TLS_EXPIRED,
          ErrorClass.TLS_UNTRUSTED,
          ErrorClass.TLS_HOST,
          ErrorClass.TLS_PROTOCOL,
          ErrorClass.TLS_CLIENT_CERTIFICATE,
          ErrorClass.RESET,
          ErrorClass.CLOSED_EARLY,
          ErrorClass.BAD_HTTP,
          ErrorClass.ANSWER_TIMEOUT,
          ErrorClass.BODY_TOO_LARGE,
          ErrorClass.NOT_ACKNOWLEDGED,
          ErrorClass.LOGIN_FAILED);

  private StateCodes() {}

  /** How an attempt ended, as it stands in the column {@code last}. */
  static int last(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted(ReceiverResponse response) -> response.status();
      case Outcome.Rejected(ReceiverResponse response) -> response.status();
      case Outcome.NoResponse noResponse -> error(noResponse.errorClass());
      case Outcome.Blocked blocked -> error(ErrorClass.BLOCKED_ADDRESS);
      case Outcome.Acknowledged acknowledged -> ACKNOWLEDGED;
    };
  }

  /** What stands in the column {@code last} for an error without a response. */
  public static int error(ErrorClass error) {
    return -1 - ERRORS.indexOf(error);
  }

  static int number(DeliveryState state) {
    return NAMES.indexOf(state.name());
  }

  static Instant endedAt(DeliveryState state) {
    return switch (state) {
      case Pending pending -> throw new IllegalArgumentException("it has not ended: " + pending);
      case Delivered(Instant at) -> at;
      case Exhausted(Instant at) -> at;
      case Cancelled(Instant at) -> at;
      case Missed(Instant at) -> at;
    };
  }

  /** When it is due, in microseconds; null where it has ended. */
  static @Nullable Long dueMicros(DeliveryState state) {
    return state instanceof Pending(Instant dueAt) ? (Long) Columns.micros(dueAt) : null;
  }

  /** When it ended, in microseconds; null while it is pending. */
  static @Nullable Long endedMicros(DeliveryState state) {
    return state instanceof Pending ? null : (Long) Columns.micros(endedAt(state));
  }

  static DeliveryState read(ResultSet row) throws SQLException {
    int number = row.getInt("state");
    if (number == PENDING) {
      return new Pending(Columns.time(row, "due_at"));
    }
    Instant at = Columns.time(row, "ended_at");
    return switch (number) {
      case DELIVERED -> new Delivered(at);
      case EXHAUSTED -> new Exhausted(at);
      case CANCELLED -> new Cancelled(at);
      case MISSED -> new Missed(at);
      default -> throw new SQLException("no such state of a delivery: " + number);
    };
  }
}
