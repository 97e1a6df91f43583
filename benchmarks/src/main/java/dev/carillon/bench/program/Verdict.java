package dev.carillon.bench.program;

/**
 * What comparing the receiver's ids with the sender's showed.
 *
 * @param expected how many should have come
 * @param lost expected, but never came
 * @param doubled came more than once
 * @param unknown came, but nobody expected them
 */
public record Verdict(long expected, long lost, long doubled, long unknown) {

  /** Where nothing is delivered, nothing can be lost. */
  public static final Verdict NONE = new Verdict(0, 0, 0, 0);

  /** Whether each came exactly once, and nothing else. */
  public boolean clean() {
    return lost == 0 && doubled == 0 && unknown == 0;
  }

  /** Both together. */
  public Verdict plus(Verdict other) {
    return new Verdict(
        expected + other.expected,
        lost + other.lost,
        doubled + other.doubled,
        unknown + other.unknown);
  }
}
