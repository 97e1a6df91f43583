package dev.carillon.server.invariant;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * When attempts are to be made.
 *
 * @param delays between the first and the second attempt, and so on
 */
public record Schedule(List<Duration> delays) {

  /** What a server does that is not configured otherwise. */
  public static final Schedule DEFAULT =
      new Schedule(
          List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(2)));

  private static final double EARLIEST = 0.8;
  private static final double LATEST = 1.2;

  /** A busy machine may stand still for some seconds. */
  private static final Duration SPARE = Duration.ofSeconds(4);

  /** A plan with these delays. */
  public static Schedule ofSeconds(long... delays) {
    return new Schedule(LongStream.of(delays).mapToObj(Duration::ofSeconds).toList());
  }

  int attemptsMax() {
    return delays.size() + 1;
  }

  /** The shortest time from this attempt to the next. */
  Duration earliest(int attempt) {
    return times(attempt, EARLIEST);
  }

  /** The longest time from this attempt to the next, while nothing hinders it. */
  Duration latest(int attempt) {
    return times(attempt, LATEST).plus(SPARE);
  }

  private Duration times(int attempt, double factor) {
    return Duration.ofMillis((long) (delays.get(attempt - 1).toMillis() * factor));
  }
}
