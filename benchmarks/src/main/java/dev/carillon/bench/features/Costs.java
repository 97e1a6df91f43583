package dev.carillon.bench.features;

import dev.carillon.bench.program.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Microseconds of processor time by name, one for each round. What a feature costs is compared with
 * the plain webhook of the same round, so that what changes slowly on the machine counts for both.
 */
public final class Costs {

  /** The name of what the others are compared with. */
  public static final String PLAIN = "plain";

  private final Map<String, List<Double>> rounds = new LinkedHashMap<>();

  /** One more round of one of them. */
  public void add(String name, double micros) {
    rounds.computeIfAbsent(name, none -> new ArrayList<>()).add(micros);
  }

  /** The names, in the order in which they came first. */
  public List<String> names() {
    return List.copyOf(rounds.keySet());
  }

  /** The median of all rounds. */
  public double median(String name) {
    return Median.of(rounds.getOrDefault(name, List.of()));
  }

  /** The median of what it took more than the plain one in each round. */
  public double more(String name) {
    List<Double> own = rounds.getOrDefault(name, List.of());
    List<Double> plain = rounds.getOrDefault(PLAIN, List.of());
    List<Double> differences = new ArrayList<>();
    for (int round = 0; round < own.size(); round++) {
      differences.add(own.get(round) - plain.get(round));
    }
    return Median.of(differences);
  }

  /** A line for each of them. */
  String table() {
    StringBuilder table = new StringBuilder();
    for (String name : names()) {
      table.append(
          "%-24s %9.1f µs %+9.1f µs%n"
              .formatted(name, median(name), name.equals(PLAIN) ? 0 : more(name)));
    }
    return table.toString();
  }
}
