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
import java.util.Locale;

/**
 * The same job by fewer callers, told beside the figure. Each waits for its event to be durable, so
 * a commit holds fewer events, and its flush to the disk costs each of them more.
 */
final class FewerCallers {

  static final int CALLERS = 64;

  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private FewerCallers() {}

  /** What was measured, and the rate of this job beside it. */
  static Result beside(Result result, Contender job, Program.Options options)
      throws IOException, InterruptedException {
    result.more().put("callers", WholeJob.CALLERS);
    return beside(result, job, options, CALLERS + " callers", "With" + CALLERS + "Callers");
  }

  /**
   * The same where each event has a transaction of the program's own. These share no commits, and
   * as many run at a time as the pool has connections.
   */
  static Result inOwnTransactions(Result result, EmbeddedJob job, Program.Options options)
      throws IOException, InterruptedException {
    EmbeddedJob own = job.inOwnTransactions();
    own.round(WARM_UP); // nothing before has run this way
    String label = CALLERS + " callers in own transactions";
    return beside(result, own, options, label, "InOwnTransactions");
  }

  private static Result beside(
      Result result, Contender job, Program.Options options, String label, String key)
      throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.brief() ? 4 : 10);
    Verdict verdict = result.verdict();
    List<Double> rates = new ArrayList<>();
    for (int i = 1; i <= (options.brief() ? 1 : result.rounds()); i++) {
      Round round = job.round(length);
      System.out.printf("round %d, %s: %,.0f %s%n", i, label, round.rate(), result.unit());
      rates.add(round.rate());
      verdict = verdict.plus(round.verdict());
    }
    double figure = Median.of(rates);
    String name = key.substring(0, 1).toLowerCase(Locale.ROOT) + key.substring(1);
    result.more().put(name, Math.round(figure));
    result.more().put("ratio" + key, hundredths(figure / result.limit()));
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
