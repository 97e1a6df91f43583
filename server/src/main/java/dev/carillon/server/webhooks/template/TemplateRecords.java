package dev.carillon.server.webhooks.template;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is known of templates: how long they took lately, and when they failed. One that needed more
 * than it may is not tried for a minute; nor is one that has used its share of a minute.
 */
final class TemplateRecords {

  /** So long a template is not tried after it needed too much for one payload. */
  static final Duration PAUSE = Duration.ofMinutes(1);

  /** So much of each minute a template may have in all. */
  static final Duration SHARE = Duration.ofSeconds(15);

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int TEMPLATES_MAX = 1_000;

  private final LongSupplier nanos;
  private final Map<String, History> records =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, History> eldest) {
          return size() > TEMPLATES_MAX;
        }
      };

  /** By a clock that never goes back. */
  TemplateRecords(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Why the template is not tried now; empty = it is. */
  synchronized String refusal(String template) {
    History known = records.get(template);
    if (known == null) {
      return "";
    }
    long now = nanos.getAsLong();
    if (now < known.pausedUntil) {
      return known.pause;
    }
    return now - known.windowFrom < WINDOW.toNanos() && known.spent >= SHARE.toNanos()
        ? "It was not tried: it has taken more than "
            + SHARE.toSeconds()
            + " seconds within this minute"
        : "";
  }

  /** The template took so long. */
  synchronized void spent(String template, long took) {
    History known = of(template);
    long now = nanos.getAsLong();
    if (now - known.windowFrom >= WINDOW.toNanos()) {
      known.windowFrom = now;
      known.spent = 0;
    }
    known.spent += took;
  }

  /** The template needed more than it may. */
  synchronized void exceeded(String template, String why) {
    History known = of(template);
    known.pausedUntil = nanos.getAsLong() + PAUSE.toNanos();
    known.pause = "It was not tried, since less than a minute ago " + why;
  }

  /** The template made no body of a payload; whether that is to be logged. */
  synchronized boolean failed(String template, String problem) {
    History known = of(template);
    long now = nanos.getAsLong();
    boolean log = known.failures == 0 || now - known.loggedAt >= WINDOW.toNanos();
    if (log) {
      known.loggedAt = now;
    }
    known.failures++;
    known.failedAt = now;
    known.problem = problem;
    return log;
  }

  /** How the template failed within the last so long; empty if it did not. */
  synchronized Optional<Failures> failures(String template, Duration within) {
    History known = records.get(template);
    return known == null
            || known.failures == 0
            || nanos.getAsLong() - known.failedAt > within.toNanos()
        ? Optional.empty()
        : Optional.of(new Failures(known.failures, known.problem));
  }

  private History of(String template) {
    return records.computeIfAbsent(template, none -> new History(nanos.getAsLong()));
  }

  /**
   * How a template failed.
   *
   * @param count how often, since this node was started
   * @param last why, the last time
   */
  record Failures(long count, String last) {}

  private static final class History {
    private long windowFrom;
    private long spent;
    private long pausedUntil;
    private String pause = "";
    private long failures;
    private long failedAt;
    private long loggedAt;
    private String problem = "";

    History(long now) {
      windowFrom = now;
      pausedUntil = now;
    }
  }
}
