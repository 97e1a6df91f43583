package dev.carillon.bench.duel;

import dev.carillon.bench.program.Verdict;
import java.util.List;

/**
 * Rounds before those that count: until the processor time of each thing done has settled, which
 * compiled code takes a while to do. One cheap round on a noisy machine is not yet that: two in a
 * row must be no cheaper than those before, and in both the compiler must have little left to do.
 */
public final class WarmUp {

  private static final double CHEAPER = 0.95;
  private static final int SETTLED_ROUNDS = 2;

  /** A larger share of the processor time for the compiler is a server that is not warm yet. */
  private static final double COMPILER_SHARE_MAX = 0.15;

  /** Linux keeps so much of the names of the compiler's threads. */
  private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

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
    boolean settles =
        round.ownMicros() >= least * CHEAPER
            && compilerMicros(round) <= round.ownMicros() * COMPILER_SHARE_MAX;
    notCheaper = settles ? notCheaper + 1 : 0;
    least = Math.min(least, round.ownMicros());
  }

  private static double compilerMicros(Round round) {
    return COMPILERS.stream().mapToDouble(round::threadMicros).sum();
  }

  /** Whether another round is to be run. */
  public boolean goesOn() {
    return !settled() && rounds < roundsMax;
  }

  /** Whether it gets no cheaper and is compiled. */
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
        : "NOT WARM: still compiling, or getting cheaper, after " + rounds + " rounds";
  }
}
