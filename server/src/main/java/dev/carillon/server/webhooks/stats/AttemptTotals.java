package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.delivery.DeliveryLog.Last;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How many attempts ended how, within some time. Durations are kept in classes, each 9 % longer
 * than the one before.
 */
public final class AttemptTotals {

  private static final double CLASSES_PER_DOUBLING = 8;
  private static final int KINDS_MAX = 200;
  private static final double DIGITS = 10_000;

  private long delivered;
  private long failed;
  private final Map<String, Long> statuses = new TreeMap<>();
  private final Map<String, Long> types = new TreeMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> durations = new TreeMap<>();

  /** One more attempt. */
  void add(String type, Last last) {
    if (last.error().isEmpty()) {
      delivered++;
    } else {
      failed++;
      add(errors, last.error(), 1);
    }
    if (last.status() > 0) {
      add(statuses, Integer.toString(last.status()), 1);
    }
    add(types, type, 1);
    add(durations, Integer.toString(durationClass(last.duration())), 1);
  }

  /** All that another one has. */
  void add(AttemptTotals other) {
    delivered += other.delivered;
    failed += other.failed;
    other.statuses.forEach((key, count) -> add(statuses, key, count));
    other.types.forEach((key, count) -> add(types, key, count));
    other.errors.forEach((key, count) -> add(errors, key, count));
    other.durations.forEach((key, count) -> add(durations, key, count));
  }

  private static void add(Map<String, Long> counts, String key, long count) {
    counts.merge(
        counts.size() < KINDS_MAX || counts.containsKey(key) ? key : "other", count, Long::sum);
  }

  private static int durationClass(Duration duration) {
    long micros = Math.max(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()), 1);
    return (int) Math.ceil(CLASSES_PER_DOUBLING * Math.log((double) micros) / Math.log(2));
  }

  /** How many got a 2xx response. */
  public long delivered() {
    return delivered;
  }

  /** How many got none. */
  public long failed() {
    return failed;
  }

  /** Whether there was no attempt. */
  public boolean none() {
    return delivered + failed == 0;
  }

  /** Which part of the attempts got a 2xx response. */
  public double successRate() {
    return Math.round((double) delivered / (delivered + failed) * DIGITS) / DIGITS;
  }

  Map<String, Long> statuses() {
    return statuses;
  }

  Map<String, Long> types() {
    return types;
  }

  Map<String, Long> errors() {
    return errors;
  }

  /** So many milliseconds this part of all attempts took at most, to within 9 %. */
  public double millis(double part) {
    long wanted = (long) Math.ceil(part * (delivered + failed));
    TreeMap<Integer, Long> ordered = new TreeMap<>();
    durations.forEach((key, count) -> ordered.put(Integer.parseInt(key), count));
    long seen = 0;
    for (Map.Entry<Integer, Long> each : ordered.entrySet()) {
      seen += each.getValue();
      if (seen >= wanted) {
        return Math.round(Math.pow(2, each.getKey() / CLASSES_PER_DOUBLING)) / 1000.0;
      }
    }
    return 0;
  }

  /** As it is stored: a line for each kind of count. */
  String text() {
    return delivered
        + " "
        + failed
        + "\n"
        + line(statuses)
        + line(types)
        + line(errors)
        + line(durations);
  }

  private static String line(Map<String, Long> counts) {
    StringBuilder line = new StringBuilder();
    counts.forEach((key, count) -> line.append(key).append('=').append(count).append(' '));
    return line.append('\n').toString();
  }

  /** Reads what was stored. */
  static AttemptTotals parse(String text) {
    String[] lines = text.split("\n", -1);
    String[] totals = lines[0].split(" ", 2);
    AttemptTotals sums = new AttemptTotals();
    sums.delivered = Long.parseLong(totals[0]);
    sums.failed = Long.parseLong(totals[1]);
    parse(lines[1], sums.statuses);
    parse(lines[2], sums.types);
    parse(lines[3], sums.errors);
    parse(lines[4], sums.durations);
    return sums;
  }

  private static void parse(String line, Map<String, Long> into) {
    for (String count : line.split(" ", -1)) {
      int equals = count.indexOf('=');
      if (equals > 0) {
        into.put(count.substring(0, equals), Long.parseLong(count.substring(equals + 1)));
      }
    }
  }
}
