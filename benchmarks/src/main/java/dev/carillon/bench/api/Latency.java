package dev.carillon.bench.api;

import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * P3: from the API's answer to the receiver's first byte, at a pace that the clock sets. The limit
 * is one request over loopback, from its writing to the receiver's first byte. The ratio is that of
 * the 99th percentiles: half may arrive before the answer, which leaves nothing to divide by.
 */
public final class Latency implements Program {

  private static final int CLIENTS = 64;
  private static final int PER_SECOND = 500;
  private static final int ROUNDS_MIN = 3;
  private static final double HELD_MIN = 0.95;

  @Override
  public String purpose() {
    return "delay from the API's answer to the receiver's first byte";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    System.out.printf(
        "settings: %d changes/s by the clock over %d connections, one webhook, SQLite;"
            + " bars p50 2 ms, p99 10 ms%n",
        PER_SECOND, CLIENTS);
    int rounds = Math.max(ROUNDS_MIN, options.rounds());
    Duration length = Duration.ofSeconds(options.brief() ? 6 : 20);
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library = Library.open(options, receiver, CLIENTS)) {
      receiver.checkClock();
      ApiChanges server = new ApiChanges(library, receiver);
      BareHop hop = new BareHop(receiver);
      // compiled code first: at full speed, then at the pace that is measured
      Verdict verdict = server.round(length).verdict();
      verdict = verdict.plus(server.round(length).verdict());
      verdict = verdict.plus(hop.round(length.dividedBy(2), PER_SECOND));
      List<Histogram> delays = new ArrayList<>();
      List<Histogram> hops = new ArrayList<>();
      List<Double> micros = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        verdict = verdict.plus(hop.round(length.dividedBy(2), PER_SECOND));
        Round round = paced(server, length);
        verdict = verdict.plus(round.verdict());
        micros.add(round.ownMicros());
        hops.add(hop.delays());
        delays.add(server.delays());
        System.out.printf(
            "round %d: answer to first byte p50 %.2f ms, p99 %.2f ms; bare p50 %.2f ms;"
                + " CPU %.1f µs a change%n",
            i,
            delays.getLast().millis(0.5),
            delays.getLast().millis(0.99),
            hops.getLast().millis(0.5),
            micros.getLast());
      }
      List<Histogram> answers = server.answers().subList(2, 2 + rounds);
      return result(delays, hops, answers, Median.of(micros), verdict);
    }
  }

  private static Round paced(ApiChanges server, Duration length)
      throws IOException, InterruptedException {
    Round round = server.round(length, PER_SECOND);
    double held = round.done() / (PER_SECOND * length.toNanos() / 1e9);
    if (held < HELD_MIN) {
      throw new IOException(
          "the server kept up with %.0f %% of the pace only: no delay can be measured"
              .formatted(held * 100));
    }
    return round;
  }

  private static Result result(
      List<Histogram> delays,
      List<Histogram> hops,
      List<Histogram> answers,
      double micros,
      Verdict verdict) {
    double p50 = median(delays, 0.5);
    double p99 = median(delays, 0.99);
    double bare = median(hops, 0.99);
    System.out.printf("answer to first byte: p50 %.2f ms, p99 %.2f ms%n", p50, p99);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("p99Millis", p99);
    more.put("bareP99Millis", bare);
    more.put("ratioOf", "p99");
    more.put("dueToAnswerP50Millis", median(answers, 0.5));
    more.put("dueToAnswerP99Millis", median(answers, 0.99));
    more.put("serverCpuMicros", Changes.tenths(micros));
    more.put("deliveredBeforeAnswer", share(delays));
    return new Result(p50, "ms", median(hops, 0.5), bare / p99, delays.size(), verdict, more);
  }

  /** Which part came before its change was answered: their delay counts as nothing. */
  private static double share(List<Histogram> delays) {
    double total = delays.stream().mapToLong(Histogram::total).sum();
    return Math.round(delays.stream().mapToLong(Histogram::negative).sum() / total * 1000) / 1000.0;
  }

  private static double median(List<Histogram> rounds, double share) {
    return Median.of(rounds.stream().map(round -> round.millis(share)).toList());
  }
}
