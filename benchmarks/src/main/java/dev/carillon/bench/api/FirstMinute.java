package dev.carillon.bench.api;

import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.WarmUp;
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
import java.util.function.ToDoubleFunction;

/**
 * The first minute after a start, under full load from the first moment on: what callers get in
 * seconds 10 to 20. The limit is what they get from the same server once it is warm. The seconds
 * count from the start of the process.
 */
public final class FirstMinute implements Program {

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(20);
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final int STARTS = 3;
  private static final int WARM_UP_ROUNDS_MAX = 8;
  private static final double BAR_RATIO = 0.5;
  private static final double BAR_MILLIS = 50;

  @Override
  public String purpose() {
    return "changes/s in seconds 10 to 20 after a start, by the rate once warm";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    System.out.printf(
        "settings: %d clients at full speed from the start on, fan-out %d, SQLite; bars %.1f of"
            + " the warm rate, accept p99 %.0f ms in seconds 10 to 20%n",
        Changes.CLIENTS, Changes.FAN_OUT, BAR_RATIO, BAR_MILLIS);
    List<Start> starts = new ArrayList<>();
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library = Library.open(options, receiver, Changes.CLIENTS, Changes.FAN_OUT)) {
      for (int i = 0; i < (options.brief() ? 1 : STARTS); i++) {
        starts.add(start(library, receiver, options));
      }
    }
    return result(starts);
  }

  private static Start start(Library library, RunningReceiver receiver, Options options)
      throws IOException, InterruptedException {
    library.restart();
    long started = System.nanoTime() - library.server().ready().toNanos();
    ApiChanges server = new ApiChanges(library, receiver);
    Round before = tell("until second 10", until(server, started, FIRST), server);
    Round cold = tell("seconds 10 to 20", until(server, started, SECOND), server);
    double p99 = server.answers().getLast().millis(0.99);
    Verdict verdict = before.verdict().plus(cold.verdict());
    if (!options.brief()) {
      verdict =
          verdict.plus(
              tell("seconds 20 to 60", until(server, started, MINUTE), server).verdict());
    }
    WarmUp warmUp = new WarmUp(WARM_UP_ROUNDS_MAX);
    Round warm = before;
    while (warmUp.goesOn()) {
      warm = tell("warm-up", server.round(Duration.ofSeconds(4)), server);
      warmUp.add(warm);
    }
    System.out.println(warmUp.end());
    return new Start(before, cold, p99, warm, warmUp.settled(), verdict.plus(warmUp.verdict()));
  }

  private static Round until(ApiChanges server, long startedNanos, Duration after)
      throws IOException, InterruptedException {
    long left = startedNanos + after.toNanos() - System.nanoTime();
    if (left <= 0) {
      throw new IOException("the server took longer than " + after + " before this");
    }
    return server.round(Duration.ofNanos(left));
  }

  private static Round tell(String when, Round round, ApiChanges server) {
    Histogram answers = server.answers().getLast();
    System.out.printf(
        "%s: %,.0f changes/s; accepted p50 %.1f ms, p99 %.1f ms; CPU %.1f µs a change; lost %d,"
            + " doubled %d%n",
        when,
        round.rate(),
        answers.millis(0.5),
        answers.millis(0.99),
        round.ownMicros(),
        round.verdict().lost(),
        round.verdict().doubled());
    return round;
  }

  private static Result result(List<Start> starts) {
    Verdict verdict = Verdict.NONE;
    for (Start start : starts) {
      verdict = verdict.plus(start.verdict());
    }
    double figure = median(starts, start -> start.cold().rate());
    double limit = median(starts, start -> start.warm().rate());
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("acceptP99Millis", median(starts, Start::p99));
    more.put("cpuMicros", Changes.tenths(median(starts, start -> start.cold().ownMicros())));
    more.put(
        "cpuMicrosUntilSecond10",
        Changes.tenths(median(starts, start -> start.before().ownMicros())));
    more.put("warmCpuMicros", Changes.tenths(median(starts, start -> start.warm().ownMicros())));
    more.put(
        "changesPerSecondUntilSecond10",
        Math.round(median(starts, start -> start.before().rate())));
    more.put("settled", starts.stream().allMatch(Start::settled));
    double ratio = median(starts, start -> start.cold().rate() / start.warm().rate());
    more.put("withinBars", ratio >= BAR_RATIO && median(starts, Start::p99) <= BAR_MILLIS);
    return new Result(figure, "changes/s", limit, ratio, starts.size(), verdict, more);
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    return Median.of(starts.stream().map(figure::applyAsDouble).toList());
  }

  /**
   * What one start showed.
   *
   * @param p99 of seconds 10 to 20, in ms
   */
  private record Start(
      Round before, Round cold, double p99, Round warm, boolean settled, Verdict verdict) {}
}
