package dev.carillon.bench.isolation;

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
 * P4: a hundred webhooks with equal load, of which first one, then ten never answer; the limit is
 * what the same healthy ones see when all are healthy.
 */
public final class Isolation implements Program {

  private static final int WEBHOOKS = 100;
  private static final int PER_SECOND = 75;
  private static final int FEW = 1;
  private static final int MANY = 10;
  private static final int ROUNDS_MIN = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final double HELD_MIN = 0.9;

  @Override
  public String purpose() {
    return "what healthy webhooks feel of one, and of ten, that hang";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    int rounds = Math.max(ROUNDS_MIN, options.rounds());
    Load load =
        new Load(WEBHOOKS, PER_SECOND, Duration.ofSeconds(options.brief() ? 5 : 30), TIMEOUT);
    System.out.printf(
        "settings: %d webhooks, each gets %d events/s for %d s, timeout %d s, SQLite%n",
        WEBHOOKS, PER_SECOND, load.length().toSeconds(), TIMEOUT.toSeconds());
    List<Seen> none = new ArrayList<>();
    List<Seen> few = new ArrayList<>();
    List<Seen> many = new ArrayList<>();
    Verdict verdict = Verdict.NONE;
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      receiver.checkClock();
      for (int i = 0; i <= rounds; i++) {
        String when = i == 0 ? "warm-up" : "round " + i;
        none.add(run(when, receiver, options, load, 0));
        few.add(run(when, receiver, options, load, FEW));
        many.add(run(when, receiver, options, load, MANY));
        verdict = verdict.plus(none.getLast().verdict());
        verdict = verdict.plus(few.getLast().verdict()).plus(many.getLast().verdict());
      }
    }
    List.of(none, few, many).forEach(List::removeFirst);
    return result(none, few, many, load, verdict);
  }

  private static Seen run(
      String when, RunningReceiver receiver, Options options, Load load, int hanging)
      throws IOException, InterruptedException {
    Seen seen = new Neighbours(receiver, options.work().resolve("store"), load, hanging).run();
    System.out.printf(
        "%s, %2d hang: healthy p50 %.1f ms, p99 %.1f ms, slowest %.0f ms, %,.0f deliveries/s;"
            + " %d attempts hung; lost %d, doubled %d%n",
        when,
        hanging,
        seen.p50(),
        seen.p99(),
        seen.slowest(),
        seen.perSecond(),
        seen.hung(),
        seen.verdict().lost(),
        seen.verdict().doubled());
    return seen;
  }

  private static Result result(
      List<Seen> none, List<Seen> few, List<Seen> many, Load load, Verdict verdict)
      throws IOException {
    double usual = median(none, Seen::perSecond) / load.webhooks();
    if (usual < load.perSecond() * HELD_MIN) {
      throw new IOException(
          "%.0f of %d events/s were kept up with although nothing hung: nothing can be compared"
              .formatted(usual, load.perSecond()));
    }
    double figure = median(few, Seen::perSecond) / (load.webhooks() - FEW);
    Map<String, Object> more = new LinkedHashMap<>();
    figures("none", none, more);
    figures("one", few, more);
    figures("ten", many, more);
    more.put("oneWithinBars", within(none, few, figure / usual));
    more.put(
        "tenWithinBars",
        within(none, many, median(many, Seen::perSecond) / (load.webhooks() - MANY) / usual));
    return new Result(
        figure, "deliveries/s to each", usual, figure / usual, none.size(), verdict, more);
  }

  /** The bars: p50 + 20 ms, p99 + 250 ms, 95 % of the throughput, nothing later than 5 s. */
  private static boolean within(List<Seen> none, List<Seen> some, double throughput) {
    return median(some, Seen::p50) <= median(none, Seen::p50) + 20
        && median(some, Seen::p99) <= median(none, Seen::p99) + 250
        && some.stream().allMatch(seen -> seen.slowest() <= 5000)
        && throughput >= 0.95;
  }

  private static void figures(String name, List<Seen> runs, Map<String, Object> more) {
    more.put(name + "P50Millis", median(runs, Seen::p50));
    more.put(name + "P99Millis", median(runs, Seen::p99));
    more.put(name + "SlowestMillis", median(runs, Seen::slowest));
  }

  private static double median(List<Seen> runs, ToDoubleFunction<Seen> figure) {
    return Median.of(runs.stream().map(figure::applyAsDouble).toList());
  }
}
