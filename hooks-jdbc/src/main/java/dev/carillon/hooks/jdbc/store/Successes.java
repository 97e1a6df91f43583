package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a dialect writes that receivers took deliveries: what happens most. A delivery that has ended
 * otherwise meanwhile is delivered all the same: the receiver has it.
 */
@FunctionalInterface
public interface Successes {

  /** Writes them; those that passed the fence, in the order given. */
  List<Settlement> write(Connection connection, List<Settlement> settlements) throws SQLException;

  /**
   * What a delivery's row keeps of a success.
   *
   * @param sequence which delivery
   * @param attempts how many attempts were recorded before
   * @param endedAt when it ended, where it had not ended before
   * @param status null unless the row alone tells of the attempt, and so with what follows
   */
  record Row(
      long sequence,
      int attempts,
      long endedAt,
      @Nullable Integer status,
      @Nullable Long at,
      @Nullable Long duration) {

    /** The row of this success. */
    public static Row of(Settlement settlement) {
      Attempt attempt = settlement.attempt();
      long sequence = settlement.before().sequence();
      long endedAt = Columns.micros(States.endedAt(settlement.next()));
      if (attempt.plain() && attempt.outcome() instanceof Outcome.Accepted(Answer answer)) {
        return new Row(
            sequence,
            0,
            endedAt,
            answer.status(),
            Columns.micros(attempt.at()),
            Columns.micros(attempt.duration()));
      }
      return new Row(sequence, attempt.number() - 1, endedAt, null, null, null);
    }
  }
}
