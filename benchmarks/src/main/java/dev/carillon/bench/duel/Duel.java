package dev.carillon.bench.duel;

import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Lets the limit and the product take turns.
 *
 * @param limit what a program that can do nothing else reaches
 * @param product what is measured
 * @param beside others that take their turns and are told beside the ratio
 * @param unit what both do, such as {@code deliveries/s}
 */
public record Duel(Contender limit, Contender product, List<Contender> beside, String unit) {

  private static final int ROUNDS_MIN = 3;
  private static final int WARM_UP_ROUNDS_MAX = 8;

  /** The two alone. */
  public Duel(Contender limit, Contender product, String unit) {
    this(limit, product, List.of(), unit);
  }

  /** Warms both up, then measures them in turn; tells each round as it ends. */
  public Result fight(Program.Options options) throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.brief() ? 4 : 10);
    Duration half = length.dividedBy(2);
    int rounds = Math.max(ROUNDS_MIN, options.rounds());
    List<Round> bare = new ArrayList<>();
    List<Round> whole = new ArrayList<>();
    Map<Contender, List<Round>> others = new LinkedHashMap<>();
    Verdict verdict = tell("warm-up", limit, limit.round(half)).verdict();
    for (Contender one : beside) {
      verdict = verdict.plus(tell("warm-up", one, one.round(half)).verdict());
    }
    WarmUp warmUp = warmUp(length);
    verdict = verdict.plus(warmUp.verdict());
    for (int i = 1; i <= rounds; i++) {
      for (Contender one : beside) {
        Round round = tell("round " + i, one, one.round(half));
        others.computeIfAbsent(one, none -> new ArrayList<>()).add(round);
        verdict = verdict.plus(round.verdict());
      }
      bare.add(tell("round " + i, limit, limit.round(half)));
      whole.add(tell("round " + i, product, product.round(length)));
      verdict = verdict.plus(bare.getLast().verdict()).plus(whole.getLast().verdict());
    }
    if (!options.profile().isEmpty()) {
      Path file = Path.of(options.profile()).toAbsolutePath();
      verdict = verdict.plus(Profile.of(product, file, length).verdict());
      Profile.print(file);
    }
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("settled", warmUp.settled());
    figures(whole, product, more);
    figures(bare, limit, more);
    others.forEach((one, seen) -> figures(seen, one, more));
    threads(whole, product, more);
    more.put("ratioByCpu", hundredths(allMicros(bare) / allMicros(whole)));
    double figure = median(whole, Round::rate);
    double most = median(bare, Round::rate);
    return new Result(figure, unit, most, figure / most, rounds, verdict, more);
  }

  /** Goes on until the product gets no cheaper, or for as long as there is time. */
  private WarmUp warmUp(Duration length) throws IOException, InterruptedException {
    WarmUp warmUp = new WarmUp(WARM_UP_ROUNDS_MAX);
    while (warmUp.goesOn()) {
      warmUp.add(tell("warm-up", product, product.round(length)));
    }
    System.out.println(warmUp.end());
    return warmUp;
  }

  private Round tell(String when, Contender who, Round round) {
    System.out.printf(
        "%s, %s: %,.0f %s; CPU for each: %.1f µs own, %.1f µs receiver; lost %d, doubled %d%n",
        when,
        who.name(),
        round.rate(),
        unit,
        round.ownMicros(),
        round.receiverMicros(),
        round.verdict().lost(),
        round.verdict().doubled());
    return round;
  }

  private static void figures(List<Round> rounds, Contender who, Map<String, Object> more) {
    more.put(
        who.name() + "Rounds", rounds.stream().map(round -> Math.round(round.rate())).toList());
    more.put(who.name() + "CpuMicros", tenths(median(rounds, Round::ownMicros)));
    more.put(who.name() + "ReceiverCpuMicros", tenths(median(rounds, Round::receiverMicros)));
  }

  /** Where the product's processor time went, the groups of threads that used most of it first. */
  private static void threads(List<Round> rounds, Contender who, Map<String, Object> more) {
    Map<String, Double> micros = new TreeMap<>();
    for (Round round : rounds) {
      for (String group : round.threadNanos().keySet()) {
        micros.computeIfAbsent(group, name -> tenths(median(rounds, r -> r.threadMicros(name))));
      }
    }
    Map<String, Double> told = new LinkedHashMap<>();
    micros.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(entry -> told.put(entry.getKey(), entry.getValue()));
    more.put(who.name() + "ThreadMicros", told);
    long allocated = Math.round(median(rounds, Round::allocatedEach));
    if (allocated > 0) {
      more.put(who.name() + "AllocatedBytes", allocated);
    }
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Median.of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  /** Both processes together, which share the machine. */
  private static double allMicros(List<Round> rounds) {
    return median(rounds, round -> round.ownMicros() + round.receiverMicros());
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
