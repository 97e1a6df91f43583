package dev.carillon.bench.job;

import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.WarmUp;
import dev.carillon.bench.embedded.EmbeddedHooks;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What proofs cost: rounds of {@code p1}, each followed by hashing all that it delivered. Proofs
 * change nothing in the path of sending, so the share of the one in the other, by processor time,
 * is all that turning them on takes.
 */
public final class Proofs implements Program {

  /** The most that hashing may take of the time of a delivery, in percent. */
  private static final double AIM_PERCENT = 5;

  private static final int WARM_UP_ROUNDS_MAX = 8;
  private static final int SHORT_WARM_UP_ROUNDS_MAX = 3;

  @Override
  public String purpose() {
    return "what hashing attempts for proofs takes, beside the job of p1";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    Path folder = options.work().resolve("store");
    Duration length = Duration.ofSeconds(options.brief() ? 3 : 10);
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      EmbeddedJob job =
          new EmbeddedJob("p1", receiver, folder, EmbeddedHooks::sqliteOfServer, WholeJob.CALLERS);
      WarmUp warmUp = new WarmUp(options.brief() ? SHORT_WARM_UP_ROUNDS_MAX : WARM_UP_ROUNDS_MAX);
      while (warmUp.goesOn()) {
        Both both = round(job, folder, length, receiver);
        both.tell("warm-up");
        warmUp.add(both.sent());
      }
      System.out.println(warmUp.end());
      Verdict verdict = warmUp.verdict();
      List<Both> rounds = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        Both both = round(job, folder, length, receiver);
        both.tell("round " + round);
        verdict = verdict.plus(both.sent().verdict());
        rounds.add(both);
      }
      return result(rounds, verdict, warmUp.settled());
    }
  }

  private static Both round(EmbeddedJob job, Path folder, Duration length, RunningReceiver receiver)
      throws IOException, InterruptedException {
    Instant since = Instant.now();
    Round sent = job.round(length);
    Round hashed = SealedLog.seal(folder, since, receiver);
    if (hashed.done() != sent.done()) {
      throw new IOException(
          "%,d attempts were hashed, not %,d".formatted(hashed.done(), sent.done()));
    }
    return new Both(sent, hashed);
  }

  private static Result result(List<Both> rounds, Verdict verdict, boolean settled) {
    double percent = Median.of(rounds.stream().map(Both::percent).toList());
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("settled", settled);
    more.put("p1CpuMicros", hundredths(Median.of(rounds.stream().map(Both::sentMicros).toList())));
    more.put(
        "hashedCpuMicros", hundredths(Median.of(rounds.stream().map(Both::hashedMicros).toList())));
    more.put(
        "hashedAllocatedBytes",
        Math.round(Median.of(rounds.stream().map(both -> both.hashed().allocatedEach()).toList())));
    return new Result(
        percent, "%", AIM_PERCENT, AIM_PERCENT / percent, rounds.size(), verdict, more);
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /**
   * A round.
   *
   * @param sent the job, whose number is that of deliveries
   * @param hashed hashing afterwards, whose number is that of attempts
   */
  private record Both(Round sent, Round hashed) {

    double sentMicros() {
      return sent.ownMicros();
    }

    double hashedMicros() {
      return hashed.ownMicros();
    }

    double percent() {
      return 100 * hashed.ownMicros() / sent.ownMicros();
    }

    void tell(String when) {
      System.out.printf(
          "%s: %,d deliveries, %.1f µs of processor time each; hashed in %,d ms, %.2f µs each"
              + " (%.1f %%): %s%n",
          when,
          sent.done(),
          sentMicros(),
          hashed.nanos() / 1_000_000,
          hashedMicros(),
          percent(),
          hashed.threadNanos().entrySet().stream()
              .filter(thread -> thread.getValue() > hashed.ownCpuNanos() / 100)
              .map(thread -> "%s %.2f".formatted(thread.getKey(), threadMicros(thread.getKey())))
              .toList());
    }

    private double threadMicros(String group) {
      return hashed.threadMicros(group);
    }
  }
}
