package dev.carillon.server.invariant;

import static dev.carillon.server.invariant.Invariant.I10_NOTHING_SECRET;
import static dev.carillon.server.invariant.Invariant.I8_SELF_HEALING;
import static dev.carillon.server.invariant.Invariant.I9_NO_LEAK;

import java.time.Duration;

/** Checks the process: how soon it was well, what it holds, what it says. I8, I9 and I10. */
final class Body {

  private static final Duration WELL_WITHIN = Duration.ofSeconds(10);
  private static final long GROWTH_PERCENT = 10;

  /** Below these a tenth is less than what any look at a process differs by. */
  private static final long SPARE_COUNT = 3;

  private static final long SPARE_BYTES = 1 << 20;

  private final Evidence evidence;
  private final Faults faults;

  Body(Evidence evidence, Faults faults) {
    this.evidence = evidence;
    this.faults = faults;
  }

  void check() {
    evidence.recoveries().forEach(this::checkRecovery);
    evidence
        .vitals()
        .forEach((process, pair) -> checkGrowth(process, pair.getFirst(), pair.getLast()));
    evidence.texts().forEach(this::checkText);
  }

  private void checkRecovery(String fault, Duration took) {
    if (took.compareTo(WELL_WITHIN) > 0) {
      faults.add(I8_SELF_HEALING, fault + ": well again only after " + took);
    }
  }

  private void checkGrowth(String process, Vitals before, Vitals after) {
    boolean grown =
        grown(before.threads(), after.threads(), SPARE_COUNT)
            || grown(before.handles(), after.handles(), SPARE_COUNT)
            || grown(before.heapBytes(), after.heapBytes(), SPARE_BYTES);
    if (grown) {
      faults.add(I9_NO_LEAK, process + " had " + before + ", and then " + after);
    }
  }

  private static boolean grown(long before, long after, long spare) {
    return after > before + Math.max(before * GROWTH_PERCENT / 100, spare);
  }

  /** The secret itself is not printed here either. */
  private void checkText(String name, String text) {
    for (String secret : evidence.secrets()) {
      int at = text.indexOf(secret);
      if (at >= 0) {
        faults.add(I10_NOTHING_SECRET, name + " has a secret at " + at);
      }
    }
  }
}
