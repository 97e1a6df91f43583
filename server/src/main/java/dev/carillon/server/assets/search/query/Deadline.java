package dev.carillon.server.assets.search.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.lucene.index.QueryTimeout;

/**
 * How long one search may work, and which of its parts took how long. For one thread. A long pause
 * between two looks at the clock is the machine's rather than the search's, and counts in part
 * only: a computer that stands still for some seconds makes no search too costly.
 */
public final class Deadline implements QueryTimeout {

  /** For what has no end of its own: a query that waits to be asked about single assets. */
  public static final Deadline NONE = new Deadline(Duration.ZERO, () -> 0);

  private static final long PAUSE_MAX = Duration.ofMillis(500).toNanos();
  private static final String REST = "finding, counting and sorting the hits";

  private final long max;
  private final LongSupplier nanos;
  private final Map<String, Long> spent = new HashMap<>();
  private String part = REST;
  private long used;
  private long last;

  /**
   * A deadline that begins now.
   *
   * @param max how long the search may work
   * @param nanos the time in nanoseconds
   */
  public Deadline(Duration max, LongSupplier nanos) {
    this.max = max.toNanos();
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /**
   * What follows belongs to this part of the search.
   *
   * @param name what it is called in a message, such as "the term 'a*'"
   * @return the part that it interrupts, to {@link #resume}
   * @throws SearchTimeout where the time is used up
   */
  String begin(String name) {
    if (this == NONE) {
      return REST;
    }
    check();
    String before = part;
    part = name;
    return before;
  }

  /** What follows belongs to this part again. */
  void resume(String before) {
    if (this != NONE) {
      look();
      part = before;
    }
  }

  /**
   * Does a part of the search.
   *
   * @param name what it is called in a message
   * @throws SearchTimeout where the time is used up before
   */
  public <T, X extends Exception> T during(String name, Part<T, X> work) throws X {
    String before = begin(name);
    T done = work.done();
    resume(before);
    return done;
  }

  /**
   * Makes sure that there is time left.
   *
   * @throws SearchTimeout where there is none
   */
  public void check() {
    if (shouldExit()) {
      throw new SearchTimeout(message());
    }
  }

  /** What passed since the last look at the clock was no work of the search. */
  public void waited() {
    if (this != NONE) {
      last = nanos.getAsLong();
    }
  }

  @Override
  public boolean shouldExit() {
    if (this == NONE) {
      return false;
    }
    look();
    return used > max;
  }

  private void look() {
    long now = nanos.getAsLong();
    long passed = Math.clamp(now - last, 0, PAUSE_MAX);
    last = now;
    used += passed;
    spent.merge(part, passed, Long::sum);
  }

  /** What the caller of the search is told. */
  public String message() {
    Map.Entry<String, Long> costliest =
        spent.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElseGet(() -> Map.entry(REST, 0L));
    return String.format(
        Locale.ROOT,
        "The search was stopped after more than %s s of work, of which %s took %.2f s, the"
            + " largest part. Search for fewer or more exact terms, or request fewer results",
        seconds(max),
        costliest.getKey(),
        costliest.getValue() / 1e9);
  }

  private static String seconds(long nanos) {
    return nanos % 1_000_000_000 == 0
        ? Long.toString(nanos / 1_000_000_000)
        : String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }

  /**
   * A part of a search.
   *
   * @param <T> what it finds
   * @param <X> how it can fail
   */
  @FunctionalInterface
  public interface Part<T, X extends Exception> {
    /** Does it. */
    T done() throws X;
  }
}
