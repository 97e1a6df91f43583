package dev.carillon.server.faults.noise;

import dev.carillon.server.faults.FaultRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the webhooks that behave may feel of those that do not. */
final class Bar {

  private static final double P50_MORE_MILLIS = 20;
  private static final double P99_MORE_MILLIS = 250;
  private static final double THROUGHPUT_LEFT = 0.95;

  private Bar() {}

  /** What is wrong with these pairs; nothing, where nothing is. */
  static List<String> faults(List<Pair> pairs) {
    List<String> faults = new ArrayList<>();
    for (Pair pair : pairs) {
      if (pair.noisy().late() > 0) {
        faults.add(pair.noisy().late() + " of " + pair.noisy().rung() + " were late or lost");
      }
    }
    double p50 = median(pairs, pair -> pair.noisy().p50Millis() - pair.quiet().p50Millis());
    if (!(p50 <= P50_MORE_MILLIS)) {
      faults.add("p50 grew by " + p50 + " ms");
    }
    double p99 = median(pairs, pair -> pair.noisy().p99Millis() - pair.quiet().p99Millis());
    if (!(p99 <= P99_MORE_MILLIS)) {
      faults.add("p99 grew by " + p99 + " ms");
    }
    double throughput = median(pairs, pair -> pair.noisy().perSecond() / pair.quiet().perSecond());
    if (!(throughput >= THROUGHPUT_LEFT)) {
      faults.add("only " + throughput + " of the throughput was left");
    }
    return faults;
  }

  /** Writes down what was found. */
  static void record(String name, List<Pair> pairs) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("pairs", pairs.size());
    counts.put("deliveries", pairs.stream().mapToInt(pair -> pair.noisy().rung()).sum());
    counts.put("lost", pairs.stream().mapToInt(pair -> pair.noisy().late()).sum());
    counts.put("p50 ms", rounded(median(pairs, pair -> pair.noisy().p50Millis())));
    counts.put("p50 ms before", rounded(median(pairs, pair -> pair.quiet().p50Millis())));
    counts.put("p99 ms", rounded(median(pairs, pair -> pair.noisy().p99Millis())));
    counts.put("p99 ms before", rounded(median(pairs, pair -> pair.quiet().p99Millis())));
    FaultRecord.record(name, counts);
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> value) {
    List<Double> values = pairs.stream().map(value::applyAsDouble).sorted().toList();
    return values.get(values.size() / 2);
  }

  /** The same load without noise and with it, one after the other. */
  record Pair(Measured quiet, Measured noisy) {}
}
