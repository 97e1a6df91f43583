package dev.carillon.bench.api;

import dev.carillon.bench.duel.Round;
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
 * What 500 open pages that follow the deliveries take from their throughput: changes at full speed,
 * a round without tails and a round with them in turn. The limit is the round without.
 */
public final class Tails implements Program {

  private static final int TAILS = 500;
  private static final int CLIENTS = 64;
  private static final int ROUNDS_MIN = 3;

  @Override
  public String purpose() {
    return "deliveries/s while 500 pages follow them live (O4)";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    int rounds = Math.max(ROUNDS_MIN, options.rounds());
    Duration length = Duration.ofSeconds(options.brief() ? 5 : 20);
    System.out.printf(
        "settings: %d live tails, changes at full speed over %d connections, one webhook, SQLite;"
            + " bar 80 %% of the throughput without%n",
        TAILS, CLIENTS);
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library = Library.open(options, receiver, CLIENTS)) {
      ApiChanges server = new ApiChanges(library, receiver);
      Seen seen = new Seen(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      List<Double> micros = new ArrayList<>();
      List<Double> microsWithout = new ArrayList<>();
      // compiled code first
      Verdict verdict = server.round(length).verdict();
      for (int i = 1; i <= rounds; i++) {
        Round without = server.round(length);
        Round with = followed(library, server, length, seen);
        seen.without().add(without.rate());
        seen.with().add(with.rate());
        microsWithout.add(without.ownMicros());
        micros.add(with.ownMicros());
        verdict = verdict.plus(without.verdict()).plus(with.verdict());
        System.out.printf(
            "round %d: %,.0f deliveries/s without tails, %,.0f with; CPU for each %.1f and"
                + " %.1f µs; %d of %d tails still open%n",
            i,
            without.rate(),
            with.rate(),
            without.ownMicros(),
            with.ownMicros(),
            seen.open().getLast().intValue(),
            TAILS);
      }
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("serverCpuMicros", Changes.tenths(Median.of(micros)));
      more.put("withoutTailsCpuMicros", Changes.tenths(Median.of(microsWithout)));
      return result(seen, rounds, verdict, more);
    }
  }

  private static Round followed(Library library, ApiChanges server, Duration length, Seen seen)
      throws IOException, InterruptedException {
    try (OpenTails tails =
        OpenTails.open(library.server().address(), library.authorization(), TAILS)) {
      Round round = server.round(length);
      if (tails.bytes() == 0) {
        throw new IOException("nothing came on the tails: nothing was measured");
      }
      seen.open().add((double) tails.stillOpen());
      return round;
    }
  }

  private static Result result(
      Seen seen, int rounds, Verdict verdict, Map<String, Object> more) {
    double figure = Median.of(seen.with());
    double limit = Median.of(seen.without());
    more.put("tails", TAILS);
    more.put("tailsStillOpen", Median.of(seen.open()));
    more.put("withinBar", figure >= 0.8 * limit);
    return new Result(figure, "deliveries/s", limit, figure / limit, rounds, verdict, more);
  }

  private record Seen(List<Double> without, List<Double> with, List<Double> open) {}
}
