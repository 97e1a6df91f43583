package dev.carillon.bench.api;

import dev.carillon.bench.duel.Duel;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** P2: changes through the API, by 64 clients, each indexed, recorded and delivered thrice. */
public final class Changes implements Program {

  static final int CLIENTS = 64;
  static final int FAN_OUT = 3;
  private static final double RELAXED = 0.7;
  private static final double BAR_CHANGES = 8000;
  private static final double BAR_MILLIS = 25;
  private static final double BAR_MICROS = 220;

  @Override
  public String purpose() {
    return "changes of metadata through the API, delivered to three webhooks";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    System.out.printf(
        "settings: %d clients, each changing one field of its own asset; fan-out %d; SQLite;"
            + " bars %.0f changes/s, accept p99 %.0f ms, CPU %.0f µs a change%n",
        CLIENTS, FAN_OUT, BAR_CHANGES, BAR_MILLIS, BAR_MICROS);
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library = Library.open(options, receiver, CLIENTS, FAN_OUT)) {
      ApiChanges server = new ApiChanges(library, receiver);
      Verdict first = server.round(Duration.ofSeconds(1)).verdict();
      try (BareJetty jetty = BareJetty.start(server.lastAnswer(), server.heads())) {
        Result full = new Duel(jetty, server, "changes/s").fight(options);
        return relaxed(full, server, options, first);
      }
    }
  }

  /**
   * The times to answer at a pace that leaves room, too: at saturation they only show the queue.
   */
  private static Result relaxed(Result full, ApiChanges server, Options options, Verdict first)
      throws IOException, InterruptedException {
    List<Histogram> measured = server.answers();
    int rounds = full.rounds();
    List<Histogram> last = measured.subList(measured.size() - rounds, measured.size());
    Map<String, Object> more = new LinkedHashMap<>(full.more());
    more.put("acceptP50Millis", median(last, 0.5));
    more.put("acceptP99Millis", median(last, 0.99));
    double pace = full.figure() * RELAXED;
    Round slower = server.round(Duration.ofSeconds(options.brief() ? 5 : 20), pace);
    Verdict verdict = full.verdict().plus(first).plus(slower.verdict());
    Histogram relaxed = measured.getLast();
    more.put("relaxedCpuMicros", tenths(slower.ownMicros()));
    more.put("relaxedChangesPerSecond", Math.round(slower.rate()));
    more.put("relaxedAcceptP50Millis", relaxed.millis(0.5));
    more.put("relaxedAcceptP99Millis", relaxed.millis(0.99));
    return new Result(
        full.figure(), full.unit(), full.limit(), full.ratio(), rounds, verdict, more);
  }

  static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double median(List<Histogram> rounds, double share) {
    return Median.of(rounds.stream().map(round -> round.millis(share)).toList());
  }
}
