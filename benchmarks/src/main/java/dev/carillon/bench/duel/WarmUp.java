package dev.carillon.bench.duel;

import dev.carillon.bench.program.Verdict;

/**
 * Rounds before those that count: until the processor time of each thing done has settled, which
 * compiled code takes a while to do. One cheap round on a noisy machine is not yet that: two in a
 * row must be no cheaper than those before.
 */
public final class WarmUp {

  private static final double CHEAPER = 0.95;
  private static final int SETTLED_ROUNDS = 2;

  private final int roundsMax;
  private double least = Double.MAX_VALUE;
  private int rounds;
  private int notCheaper;
  private Verdict verdict = Verdict.NONE;

  /**
   * One that has not begun.
   *
   * @param roundsMax after so many it ends, settled or not
   */
  public WarmUp(int roundsMax) {
    this.roundsMax = roundsMax;
  }

  /** One more round was run. */
  public void add(Round round) {
    rounds++;
    verdict = verdict.plus(round.verdict());
    notCheaper = round.ownMicros() < least * CHEAPER ? 0 : notCheaper + 1;
    least = Math.min(least, round.ownMicros());
  }

  /** Whether another round is to be run. */
  public boolean goesOn() {
    return !settled() && rounds < roundsMax;
  }

  /** Whether it gets no cheaper. */
  public boolean settled() {
    return notCheaper >= SETTLED_ROUNDS;
  }

  /** What became of the ids of all its rounds. */
  public Verdict verdict() {
    return verdict;
  }

  /** What to print when it ends. */
  public String end() {
    return settled()
        ? "warm after " + rounds + " rounds"
        : "NOT WARM: still getting cheaper after " + rounds + " rounds";
  }
}
