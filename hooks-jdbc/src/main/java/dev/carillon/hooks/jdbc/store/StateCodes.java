package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DeliveryState.Cancelled;
import dev.carillon.hooks.delivery.DeliveryState.Delivered;
import dev.carillon.hooks.delivery.DeliveryState.Exhausted;
import dev.carillon.hooks.delivery.DeliveryState.Missed;
import dev.carillon.hooks.delivery.DeliveryState.Pending;
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

  /** The states' names; each stands at its number. */
  public static final List<String> NAMES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  private StateCodes() {}

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
