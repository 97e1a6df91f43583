package dev.carillon.bench.job;

import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The limit alone: the fastest sending loop we know, to the same receiver. */
public final class Limit implements Program {

  private static final int ROUNDS_MIN = 3;

  @Override
  public String purpose() {
    return "what sending alone can reach here, with nothing stored or signed";
  }

  @Override
  public Result run(Options options) throws IOException {
    int rounds = Math.max(ROUNDS_MIN, options.rounds());
    Duration length = Duration.ofSeconds(options.brief() ? 4 : 10);
    List<Double> rates = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    List<Double> receiverMicros = new ArrayList<>();
    Verdict verdict = Verdict.NONE;
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      BareSender sender = new BareSender(receiver);
      verdict = verdict.plus(sender.round(length).verdict());
      for (int i = 1; i <= rounds; i++) {
        Round round = sender.round(length);
        rates.add(round.rate());
        micros.add(round.ownMicros());
        receiverMicros.add(round.receiverMicros());
        verdict = verdict.plus(round.verdict());
        System.out.printf("round %d: %,.0f deliveries/s%n", i, round.rate());
      }
    }
    double figure = Median.of(rates);
    return new Result(
        figure,
        "deliveries/s",
        figure,
        1,
        rounds,
        verdict,
        Map.of("cpuMicros", Median.of(micros), "receiverCpuMicros", Median.of(receiverMicros)));
  }
}
