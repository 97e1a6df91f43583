package dev.carillon.bench.features;

import dev.carillon.bench.api.ChangedServer;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Profile;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.WarmUp;
import dev.carillon.bench.job.WholeJob;
import dev.carillon.bench.micro.Functions;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What features cost when they are not used: the share of the processor time of {@code p1} and
 * {@code p2}, whose webhooks are plain, that is spent in the code of features, by samples; and what
 * it takes to ask whether a webhook uses any.
 */
public final class Unused implements Program {

  /** The most that they may cost together, in percent. */
  private static final double AIM_PERCENT = 1;

  private static final Duration SAMPLED_EVERY = Duration.ofMillis(1);
  private static final int WARM_UP_ROUNDS_MAX = 8;
  private static final int SHORT_WARM_UP_ROUNDS_MAX = 3;

  @Override
  public String purpose() {
    return "what features cost p1 and p2 when no webhook uses them";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    System.out.printf(
        "settings: as p1 and p2; a sample for each %d ms of processor time; %d rounds of each,"
            + " recorded and not recorded in turn%n",
        SAMPLED_EVERY.toMillis(), options.rounds());
    Map<String, Object> more = new LinkedHashMap<>();
    Seen library;
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      library = seen("p1", WholeJob.product(receiver, options), options, more);
    }
    Seen server;
    try (ChangedServer changed = ChangedServer.start(options)) {
      server = seen("p2", changed.contender(), options, more);
    }
    Map<String, Double> micros = Functions.micros(options, "UnusedFeatures");
    double checks = Objects.requireNonNull(micros.get("UnusedFeatures.checks"));
    double checksPercent = checks * 100 / library.micros();
    more.put("checksMicros", thousandths(checks));
    more.put("p1ChecksPercent", thousandths(checksPercent));
    double most =
        Math.max(
            library.samples().percentAtMost() + checksPercent, server.samples().percentAtMost());
    Verdict verdict = library.verdict().plus(server.verdict());
    return new Result(most, "%", AIM_PERCENT, AIM_PERCENT / most, options.rounds(), verdict, more);
  }

  /** Rounds of a plain job, every second one recorded. */
  private static Seen seen(
      String name, Contender contender, Options options, Map<String, Object> more)
      throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.brief() ? 3 : 10);
    WarmUp warmUp = new WarmUp(options.brief() ? SHORT_WARM_UP_ROUNDS_MAX : WARM_UP_ROUNDS_MAX);
    while (warmUp.goesOn()) {
      warmUp.add(told(name, "warm-up", contender.round(length)));
    }
    System.out.println(warmUp.end());
    Verdict verdict = warmUp.verdict();
    FeatureSamples samples = new FeatureSamples(FeatureCode.ALL);
    List<Double> micros = new ArrayList<>();
    long recordedNanos = 0;
    Path file = options.work().resolve("unused.jfr");
    for (int round = 1; round <= options.rounds(); round++) {
      Round plain = told(name, "round " + round, contender.round(length));
      micros.add(plain.ownMicros());
      Round recorded = Profile.of(contender, file, length, SAMPLED_EVERY);
      verdict = verdict.plus(plain.verdict()).plus(told(name, "recorded", recorded).verdict());
      samples.read(file);
      recordedNanos += recorded.ownCpuNanos();
    }
    Seen seen = new Seen(samples, Median.of(micros), recordedNanos, verdict);
    seen.tell(name, warmUp.settled(), more);
    return seen;
  }

  private static Round told(String name, String when, Round round) {
    System.out.printf(
        "%s, %s: %,.0f/s, %.1f µs of processor time for each%n",
        when, name, round.rate(), round.ownMicros());
    return round;
  }

  private static double thousandths(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /**
   * What was seen of one job.
   *
   * @param micros processor time for each delivery or change, in rounds that were not recorded
   * @param recordedNanos the processor time of those that were
   */
  private record Seen(FeatureSamples samples, double micros, long recordedNanos, Verdict verdict) {

    void tell(String name, boolean settled, Map<String, Object> more) throws IOException {
      if (samples.all() == 0) {
        throw new IOException(name + ": the recording has no samples of processor time");
      }
      System.out.printf(
          "%n%s: %,d samples; in the code of features, and below it:%n%s%n",
          name, samples.all(), samples.table());
      more.put(name + "Settled", settled);
      more.put(name + "CpuMicros", thousandths(micros));
      more.put(name + "Samples", samples.all());
      // the compiler, the collector and what could not be sampled are not among them
      double sampled = samples.all() * 100.0 * SAMPLED_EVERY.toNanos() / recordedNanos;
      more.put(name + "SampledPercent", Math.round(sampled));
      more.put(name + "Percent", thousandths(samples.percent()));
      more.put(name + "PercentAtMost", thousandths(samples.percentAtMost()));
      more.put(name + "MicrosAtMost", thousandths(micros * samples.percentAtMost() / 100));
      for (FeatureCode code : FeatureCode.ALL) {
        double percent = samples.percent(code.feature());
        if (percent > 0) {
          more.put(name + " " + code.feature() + " percent", thousandths(percent));
        }
      }
    }
  }
}
