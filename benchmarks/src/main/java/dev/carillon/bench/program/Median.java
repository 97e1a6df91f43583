package dev.carillon.bench.program;

import java.util.List;

/** The middle of what several rounds showed. */
public final class Median {

  private Median() {}

  /**
   * The middle one, or the mean of the two in the middle.
   *
   * @param values at least one
   */
  public static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
