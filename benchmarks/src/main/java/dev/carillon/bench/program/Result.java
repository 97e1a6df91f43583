package dev.carillon.bench.program;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured.
 *
 * @param figure the median of all rounds
 * @param unit such as {@code ms}
 * @param limit what the same run measured of the bare machine, in the same unit
 * @param ratio how near the figure comes to the limit: 1 = as good; not told where it is no number
 * @param rounds how many there were
 * @param verdict what became of the ids, all rounds together
 * @param more other figures of the same run, by name
 */
public record Result(
    double figure,
    String unit,
    double limit,
    double ratio,
    int rounds,
    Verdict verdict,
    Map<String, Object> more) {

  public Result {
    more = new LinkedHashMap<>(more);
  }

  /** A time, which is good when it is short, and no ids to verify. */
  public Result(double figure, String unit, double limit, int rounds, Map<String, Object> more) {
    this(figure, unit, limit, limit / figure, rounds, Verdict.NONE, more);
  }

  /** The line that programs read. */
  public Map<String, Object> line(String name, String machine, String commit) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", name);
    line.put("figure", rounded(figure));
    line.put("unit", unit);
    line.put("limit", rounded(limit));
    // a figure of nothing, which a clock can show, has no ratio
    if (Double.isFinite(ratio)) {
      line.put("ratio", rounded(ratio));
    }
    line.put("lost", verdict.lost());
    line.put("doubled", verdict.doubled());
    line.put("unknown", verdict.unknown());
    line.put("verified", verdict.expected());
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
