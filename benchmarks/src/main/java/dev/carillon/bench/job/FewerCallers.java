package dev.carillon.bench.job;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same job by fewer callers, told beside the figure. Each waits for its event to be durable, so
 * a commit holds fewer events, and its flush to the disk costs each of them more.
 */
final class FewerCallers {

  static final int CALLERS = 64;

  private FewerCallers() {}

  /** What was measured, and the rate of this job beside it. */
  static Result beside(Result result, Contender job, Program.Options options)
      throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.brief() ? 4 : 10);
    Verdict verdict = result.verdict();
    List<Double> rates = new ArrayList<>();
    for (int i = 1; i <= (options.brief() ? 1 : result.rounds()); i++) {
      Round round = job.round(length);
      System.out.printf(
          "round %d, %d callers: %,.0f %s%n", i, CALLERS, round.rate(), result.unit());
      rates.add(round.rate());
      verdict = verdict.plus(round.verdict());
    }
    double figure = Median.of(rates);
    result.more().put("callers", WholeJob.CALLERS);
    result.more().put("with" + CALLERS + "Callers", Math.round(figure));
    result.more().put("ratioWith" + CALLERS + "Callers", hundredths(figure / result.limit()));
    return new Result(
        result.figure(),
        result.unit(),
        result.limit(),
        result.ratio(),
        result.rounds(),
        verdict,
        result.more());
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
