package dev.carillon.server.invariant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found.
 *
 * @param accepted changes
 * @param received requests
 * @param duplicates requests that repeat an attempt, or come after a 2xx
 * @param lost accepted changes that a webhook did not get
 * @param faults what must not be, by the invariant it breaks
 */
public record Verdict(
    int accepted, int received, int duplicates, int lost, Map<Invariant, List<String>> faults) {

  /** The numbers, as they are recorded. */
  public Map<String, Number> counts() {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("accepted", accepted);
    counts.put("received", received);
    counts.put("duplicates", duplicates);
    counts.put("lost", lost);
    counts.put("broken invariants", faults.size());
    return counts;
  }
}
