package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a dialect writes that receivers took deliveries: what happens most. A delivery that has ended
 * otherwise meanwhile is delivered all the same: the receiver has it.
 */
@FunctionalInterface
public interface SuccessWriter {

  /**
   * Writes them; those that passed the fence, in the order given.
   *
   * @param userAgents the number of each that sent
   */
  List<Settlement> write(
      Connection connection, List<Settlement> settlements, Map<String, Integer> userAgents)
      throws SQLException;

  /**
   * What a delivery's row keeps of a success.
   *
   * @param sequence which delivery
   * @param attempts how many attempts were recorded before
   * @param endedAt when it ended, where it had not ended before
   * @param status null unless the row alone tells of the attempt, and so with what follows
   * @param revision null also where it is not known
   */
  record Row(
      long sequence,
      int attempts,
      long endedAt,
      @Nullable Integer status,
      @Nullable Long at,
      @Nullable Long duration,
      @Nullable Integer revision,
      @Nullable Integer userAgent) {

    /** The row of this success. */
    public static Row of(Settlement settlement, Map<String, Integer> userAgents) {
      Attempt attempt = settlement.attempt();
      AttemptTarget.Made made = attempt.contact().made();
      long sequence = settlement.before().sequence();
      long endedAt = Columns.micros(StateCodes.endedAt(settlement.next()));
      if (attempt.plain()
          && attempt.outcome() instanceof Outcome.Accepted(ReceiverResponse answer)) {
        return new Row(
            sequence,
            0,
            endedAt,
            answer.status(),
            Columns.micros(attempt.at()),
            Columns.micros(attempt.duration()),
            made.revision() > 0 ? made.revision() : null,
            userAgents.get(made.userAgent()));
      }
      return new Row(sequence, attempt.number() - 1, endedAt, null, null, null, null, null);
    }
  }
}
