package dev.carillon.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured.
 *
 * @param figure the median of all rounds
 * @param unit such as {@code ms}
 * @param limit what the same run measured of the bare machine, in the same unit
 * @param rounds how many there were
 * @param more other figures of the same run, by name
 */
record Result(double figure, String unit, double limit, int rounds, Map<String, Object> more) {

  Result {
    more = new LinkedHashMap<>(more);
  }

  /** The line that programs read. */
  Map<String, Object> line(String name, String machine, String commit) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", name);
    line.put("figure", rounded(figure));
    line.put("unit", unit);
    line.put("limit", rounded(limit));
    line.put("ratio", rounded(limit / figure));
    line.put("lost", 0);
    line.put("doubled", 0);
    line.put("rounds", rounds);
    line.put("machine", machine);
    line.put("commit", commit);
    line.putAll(more);
    return line;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
