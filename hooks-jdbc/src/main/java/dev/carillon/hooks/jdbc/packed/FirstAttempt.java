package dev.carillon.hooks.jdbc.packed;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A first attempt that succeeded: all that is kept of a delivery whose receiver took it at once.
 * Times are microseconds since 1970.
 *
 * @param sequence which delivery
 * @param ordinal its place among the deliveries that were recorded with its event
 * @param webhook whom it was for
 * @param created when its event was recorded
 * @param ended when it was delivered, by the engine's clock
 * @param at when the attempt began, by the wall clock
 * @param duration how long the attempt took
 * @param status of the response
 * @param revision of the webhook; 0 = not known
 * @param userAgent the number of who sent it; 0 = not known
 */
public record FirstAttempt(
    long sequence,
    int ordinal,
    long webhook,
    long created,
    long ended,
    long at,
    long duration,
    int status,
    int revision,
    int userAgent) {

  /** Where the sequence stands in a table of several. */
  public static final int SEQUENCE = 0;

  static final int ORDINAL = 1;

  /** Where the webhook stands. */
  public static final int WEBHOOK = 2;

  /** Where the time of recording stands. */
  public static final int CREATED = 3;

  /** Where it stands how long after its recording it ended. */
  static final int ENDED_AFTER_CREATED = 4;

  /** Where it stands how long after the attempt's beginning it ended, by another clock. */
  static final int ENDED_AFTER_AT = 5;

  static final int DURATION = 6;

  /** Where the status stands. */
  public static final int STATUS = 7;

  static final int REVISION = 8;
  static final int USER_AGENT = 9;

  /** How many columns a table of several has. */
  static final int COLUMNS = 10;

  /** The number of this delivery's event. */
  public long event() {
    return sequence - 1 - ordinal;
  }

  /** The bytes of several, which must be sorted by their sequence. */
  public static byte[] pack(List<FirstAttempt> attempts) {
    int rows = attempts.size();
    long[][] columns = new long[COLUMNS][rows];
    for (int row = 0; row < rows; row++) {
      attempts.get(row).write(columns, row);
    }
    return NumberTable.of(columns);
  }

  private void write(long[][] columns, int row) {
    columns[SEQUENCE][row] = sequence;
    columns[ORDINAL][row] = ordinal;
    columns[WEBHOOK][row] = webhook;
    columns[CREATED][row] = created;
    columns[ENDED_AFTER_CREATED][row] = ended - created;
    // a small number, where the two clocks go equally fast
    columns[ENDED_AFTER_AT][row] = ended - at;
    columns[DURATION][row] = duration;
    columns[STATUS][row] = status;
    columns[REVISION][row] = revision;
    columns[USER_AGENT][row] = userAgent;
  }

  /** When one of those that were packed ended. */
  public static long endedOf(NumberTable table, int row) {
    return table.at(row, CREATED) + table.at(row, ENDED_AFTER_CREATED);
  }

  /** One of those that were packed. */
  public static FirstAttempt read(NumberTable table, int row) {
    long created = table.at(row, CREATED);
    long ended = endedOf(table, row);
    return new FirstAttempt(
        table.at(row, SEQUENCE),
        (int) table.at(row, ORDINAL),
        table.at(row, WEBHOOK),
        created,
        ended,
        ended - table.at(row, ENDED_AFTER_AT),
        table.at(row, DURATION),
        (int) table.at(row, STATUS),
        (int) table.at(row, REVISION),
        (int) table.at(row, USER_AGENT));
  }

  /** All that were packed, sorted by their sequence. */
  public static List<FirstAttempt> readAll(byte[] packed) {
    return readAll(NumberTable.read(packed));
  }

  /** All in a table, sorted by their sequence. */
  public static List<FirstAttempt> readAll(NumberTable table) {
    List<FirstAttempt> all = new ArrayList<>(table.rows());
    for (int row = 0; row < table.rows(); row++) {
      all.add(read(table, row));
    }
    return all;
  }

  /**
   * The attempt that it was.
   *
   * @param agent the text of its user agent
   */
  public Attempt attempt(String agent) {
    return new Attempt(
        1,
        Instant.EPOCH.plus(at, ChronoUnit.MICROS),
        Duration.of(duration, ChronoUnit.MICROS),
        new Outcome.Accepted(ReceiverResponse.of(status)),
        Timings.NONE,
        new AttemptTarget("", new AttemptTarget.Made(revision, agent), AttemptTarget.Peer.NONE),
        false,
        false);
  }
}
